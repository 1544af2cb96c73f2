import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:tls';

/** Made for these tests, for nobody's machine; no authority has signed it. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUCsodpn6twOg/ncMxE+Ps85zW3AYwCgYIKoZIzj0EAwIw
HzEdMBsGA1UEAwwUcG9sYXJpdHkuZXhhbXBsZS5jb20wIBcNMjYxMTIyMTcwMTE1
WhgPMjEyNjEwMjkxNzAxMTVaMB8xHTAbBgNVBAMMFHBvbGFyaXR5LmV4YW1wbGUu
Y29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEiCwFjRb2s1bXy/WeH6bGwWOJ
4VuHp8q3zehvux0afyFhCJncPl5AH7BuoBCpxmL22ii5tvLetCyPQZ5WKNEJPaNT
MFEwHQYDVR0OBBYEFElh82i7ImQWr8vCvixHgKhh4u4RMB8GA1UdIwQYMBaAFElh
82i7ImQWr8vCvixHgKhh4u4RMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID
SAAwRQIhANS14+paCNvjladgtvbeDIX+JTLyTniRhVbD+mf4lwG3AiAZlUSA6jU0
kOhfeYQSl3wlnCIm6QyRD5yKP9kW05h5EA==
-----END CERTIFICATE-----`;

/** The key of that certificate: it protects nothing but connections of tests on loopback. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgN9982UU6/fH8NOxj
9NzUpwQzs3c8Og9zL/i9QEC66FmhRANCAASILAWNFvazVtfL9Z4fpsbBY4nhW4en
yrfN6G+7HRp/IWEImdw+XkAfsG6gEKnGYvbaKLm28t60LI9BnlYo0Qk9
-----END PRIVATE KEY-----`;

/** A TLS front on loopback with a certificate that nobody trusts; what comes in goes to `target` in the clear. */
export async function startSelfSigned(target: string): Promise<{ url: string; stop: () => Promise<void> }> {
	const { hostname, port } = new URL(target);
	const server = createServer({ cert: certificate, key }, (client) => {
		const upstream = connect(Number(port), hostname);
		client.pipe(upstream).pipe(client);
		for (const [one, other] of [
			[client, upstream],
			[upstream, client],
		] as const) {
			one.on('error', () => other.destroy());
			one.on('close', () => other.destroy());
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address() as AddressInfo;
	return {
		url: `https://127.0.0.1:${address.port}`,
		stop: async () => {
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
