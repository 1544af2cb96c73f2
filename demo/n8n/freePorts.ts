import { createServer } from 'node:net';

async function listenOnFreePort(): Promise<{ port: number; close: () => Promise<void> }> {
	return await new Promise((resolve, reject) => {
		const server = createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			if (address === null || typeof address === 'string') {
				reject(new Error('The system gave no port number'));
				return;
			}
			resolve({
				port: address.port,
				close: async () => {
					await new Promise<void>((closed) => {
						server.close(() => {
							closed();
						});
					});
				},
			});
		});
	});
}

/** A loopback port that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
	const { port, close } = await listenOnFreePort();
	await close();
	return port;
}

/** Whether this loopback port can be listened on. */
export async function isFree(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const server = createServer();
		server.on('error', () => {
			resolve(false);
		});
		server.listen(port, '127.0.0.1', () => {
			server.close(() => {
				resolve(true);
			});
		});
	});
}
