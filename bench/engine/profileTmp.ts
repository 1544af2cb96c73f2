import { fork } from 'node:child_process';
import { once } from 'node:events';
import '/work/wt/performance/test/engine/environment';
import { runNode } from '/work/wt/performance/test/engine';
async function main() {
	const root = process.env.ROOT ?? '/work/wt/performance';
	const what = process.argv[2];
	const records = Number(process.argv[3] ?? 100000);
	const child = fork('/work/wt/performance/bench/engine/staticProgram.ts');
	const [{ url }] = (await once(child, 'message')) as [{ url: string }];
	child.send({ records, latencyMs: Number(process.env.LAT ?? 0) });
	await once(child, 'message');
	const rows = process.env.ROWS ? { rowsPerPage: Number(process.env.ROWS) } : {};
	const runs: Record<string, () => Promise<any>> = {
		celigo: async () => {
			const { Celigo } = await import(`${root}/nodes/Celigo/Celigo.node.ts`);
			const { CeligoApi } = await import(`${root}/credentials/CeligoApi.credentials.ts`);
			return await runNode({
				node: new Celigo(),
				credentialTypes: [new CeligoApi()],
				credentials: {
					celigoApi: { region: 'custom', customUrl: `${url}/celigo`, apiToken: 'very-secret-token' },
				},
				parameters: {
					resource: 'integration',
					operation: 'getMany',
					environment: 'any',
					returnAll: true,
					simplify: false,
					options: rows,
				},
			});
		},
		polarity: async () => {
			const { Polarity } = await import(`${root}/nodes/Polarity/Polarity.node.ts`);
			const { PolarityApi } = await import(`${root}/credentials/PolarityApi.credentials.ts`);
			return await runNode({
				node: new Polarity(),
				credentialTypes: [new PolarityApi()],
				credentials: {
					polarityApi: { serverUrl: `${url}/polarity`, signInWith: 'apiKey', apiKey: 'very-secret-token' },
				},
				parameters: {
					resource: 'integration',
					operation: 'getMany',
					returnAll: true,
					simplify: false,
					options: rows,
				},
			});
		},
		gets: async () => {
			const { Celigo } = await import(`${root}/nodes/Celigo/Celigo.node.ts`);
			const { CeligoApi } = await import(`${root}/credentials/CeligoApi.credentials.ts`);
			return await runNode({
				node: new Celigo(),
				items: Array.from({ length: records }, (_, n) => ({ _id: String(n) })),
				credentialTypes: [new CeligoApi()],
				credentials: {
					celigoApi: { region: 'custom', customUrl: `${url}/celigo`, apiToken: 'very-secret-token' },
				},
				parameters: {
					resource: 'integration',
					operation: 'get',
					integrationId: { __rl: true, mode: 'id', value: '={{ $json._id }}' },
					simplify: false,
				},
			});
		},
	};
	for (let n = 0; n < Number(process.env.N ?? 1); n++) {
		const cpu = process.cpuUsage();
		const t = performance.now();
		const run = await runs[what]!();
		const used = process.cpuUsage(cpu);
		child.send('count');
		const [counts] = await once(child, 'message');
		console.log(
			what,
			run.json.length,
			run.error?.message ?? '',
			'ms',
			Math.round(performance.now() - t),
			'cpu',
			Math.round((used.user + used.system) / 1000),
			JSON.stringify(counts),
			'rss',
			Math.round(process.memoryUsage().rss / 2 ** 20),
		);
	}
	child.disconnect();
}
void main();
