const IPV4 = /^\d+(\.\d+){3}$/;
const PRIVATE_IPV4 = /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./;

/** Whether a host name, as URL gives it, is this very machine. */
export function isLoopback(hostname: string): boolean {
	if (IPV4.test(hostname)) return hostname.startsWith('127.');
	return hostname === '[::1]' || /^(.*\.)?localhost\.?$/.test(hostname);
}

/** Whether a host name is an address of this machine or of a private network. Names are not looked up. */
export function isLocal(hostname: string): boolean {
	if (IPV4.test(hostname) && PRIVATE_IPV4.test(hostname)) return true;
	return isLoopback(hostname) || /^\[f[cd]/.test(hostname);
}

/** Whether a host name is an address in numbers. URL turns every way to write an IPv4 address into its usual one. */
export function isAddressInNumbers(hostname: string): boolean {
	return hostname.startsWith('[') || IPV4.test(hostname);
}
