import { performance } from 'node:perf_hooks';
import { say } from '../demo/install/progress';
import type { NodeChoice } from '../demo/n8n/workflows';
import { BareProgram } from './bareProgram';
import type { BenchmarkN8n, MeasuredRun, RememberedRun } from './BenchmarkN8n';
import { compare, type Comparison, type Contender, type Role } from './comparison';
import { PlatformProcess } from './PlatformProcess';

/** How much is measured. */
export interface Sizes {
	rounds: number;
	/** Integrations of the lists. */
	listed: number;
	/** Single requests. */
	gets: number;
	/** Single requests against the platform's limit. */
	limitedGets: number;
	/** Integrations of the list whose memory is measured. */
	remembered: number;
}

/** Milliseconds that the platform takes to answer a single request, and a page. */
const usualLatencyMs = 50;

/** As many as both nodes are asked for. */
const rowsPerPage = 100;

/** Of the bare program, beside a node that finds its own number. */
const bareAtATime = 20;

/** The platform's highest: the simulated one sorts its whole list for each page, which takes long with many records. */
const mostRowsPerPage = 1000;

export const celigoName = 'Celigo node';
export const httpRequestName = 'HTTP Request node';

/** Return All, at no latency and at the usual one. */
export async function measureLists(n8n: BenchmarkN8n, { rounds, listed }: Sizes): Promise<Comparison[]> {
	return await withPlatform(listed, async (platform) => {
		const contenders = await n8n.contenders(platform.address);
		const bare = new BareProgram(platform.address);
		const comparisons = [];
		for (const latencyMs of [0, usualLatencyMs]) {
			const title = `Return All of ${listed} integrations, ${rowsPerPage} a page, server latency ${latencyMs} ms`;
			comparisons.push(
				await compare(title, platform, { rounds, records: listed, latencyMs }, [
					nodeContender(n8n, celigoName, 'ours', [contenders.celigoList(rowsPerPage)]),
					nodeContender(n8n, httpRequestName, 'httpRequest', [contenders.httpRequestList(rowsPerPage)]),
					bareContender('bare program', async () => await bare.list()),
				]),
			);
		}
		bare.close();
		return comparisons;
	});
}

/** A request for each of many items, as fast as the node by itself goes, and with a bound. */
export async function measureGets(n8n: BenchmarkN8n, { rounds, gets }: Sizes): Promise<Comparison[]> {
	return await withPlatform(gets, async (platform) => {
		const contenders = await n8n.contenders(platform.address);
		const bare = new BareProgram(platform.address);
		const ids = await bare.list();
		const comparisons = [];
		for (const concurrency of [undefined, 50]) {
			const bound = `Max Concurrency ${concurrency ?? 'empty'}`;
			const title = `${gets} single GETs, ${bound}, server latency ${usualLatencyMs} ms`;
			const bareConcurrency = concurrency ?? bareAtATime;
			const measured = (name: string, role: Role, node: NodeChoice) =>
				nodeContender(n8n, name, role, [contenders.celigoIds(gets), node]);
			comparisons.push(
				await compare(title, platform, { rounds, records: gets, latencyMs: usualLatencyMs }, [
					measured(celigoName, 'ours', contenders.celigoGet(concurrency)),
					measured(httpRequestName, 'httpRequest', contenders.httpRequestGet({ batching: false })),
					bareContender(
						`bare program, ${bareConcurrency} at a time`,
						async () => await bare.get(ids, bareConcurrency),
					),
				]),
			);
		}
		bare.close();
		return comparisons;
	});
}

/** What becomes of more single requests than the platform's bucket holds. */
export interface LimitedRun {
	name: string;
	ms: number;
	mostInFlight: number;
	/** Requests that the platform answered with 429. */
	refused: number;
	records: number;
	failure: string | undefined;
}

/** @throws when the Celigo node did not get every record. */
export async function measureLimits(n8n: BenchmarkN8n, { limitedGets }: Sizes): Promise<LimitedRun[]> {
	return await withPlatform(limitedGets, async (platform) => {
		const contenders = await n8n.contenders(platform.address);
		const runs: LimitedRun[] = [];
		say(`- ${limitedGets} single GETs within the platform's limits`);
		for (const [name, node] of [
			[celigoName, contenders.celigoGet()],
			[`${httpRequestName}, batching option`, contenders.httpRequestGet({ batching: true })],
			[httpRequestName, contenders.httpRequestGet({ batching: false })],
		] as const) {
			await platform.set({ latencyMs: usualLatencyMs, rateLimit: true });
			const run = await n8n.run([contenders.celigoIds(limitedGets), node]);
			const { refused, mostInFlight } = await platform.counts();
			const { nodeMs: ms, ids, failure } = run;
			runs.push({ name, ms, mostInFlight, refused, records: ids.length, failure });
			say(`  ${name}: ${ids.length} records, ${refused} refused, ${ms} ms`);
			if (name === celigoName) everyRecord(run, limitedGets, name);
		}
		return runs;
	});
}

/** One node's runs, a value for each round. */
export interface MemorySeries {
	name: string;
	runs: RememberedRun[];
}

/** Return All of many records, each time in a fresh process. */
export async function measureMemory(
	n8n: BenchmarkN8n,
	{ rounds, remembered }: Sizes,
): Promise<MemorySeries[]> {
	return await withPlatform(remembered, async (platform) => {
		const contenders = await n8n.contenders(platform.address);
		const nodes = [
			{ name: celigoName, node: contenders.celigoList(mostRowsPerPage) },
			{ name: httpRequestName, node: contenders.httpRequestList(mostRowsPerPage) },
		];
		const series = nodes.map(({ name }): MemorySeries => ({ name, runs: [] }));
		say(`- Memory at Return All of ${remembered} integrations`);
		await platform.set({ latencyMs: 0, rateLimit: false });
		for (let round = 1; round <= rounds; round += 1) {
			for (const [index, { name, node }] of nodes.entries()) {
				const run = await n8n.runRemembered(node);
				everyRecord(run, remembered, name);
				series[index]?.runs.push(run);
				const heldMiB = Math.round((run.afterNode.inUse - run.before.inUse) / 1024 ** 2);
				say(`  ${round}/${rounds} ${name}: ${run.nodeMs} ms, ${heldMiB} MiB held`);
			}
		}
		return series;
	});
}

async function withPlatform<Result>(
	integrations: number,
	measure: (platform: PlatformProcess) => Promise<Result>,
): Promise<Result> {
	const platform = await PlatformProcess.start(integrations);
	try {
		return await measure(platform);
	} finally {
		await platform.stop();
	}
}

function nodeContender(n8n: BenchmarkN8n, name: string, role: Role, nodes: NodeChoice[]): Contender {
	return {
		name,
		role,
		run: async () => {
			const { nodeMs, ids, failure } = await n8n.run(nodes);
			if (failure !== undefined) throw new Error(`${name} failed: ${failure}`);
			return { ms: nodeMs, ids };
		},
	};
}

function bareContender(name: string, work: () => Promise<string[]>): Contender {
	return {
		name,
		role: 'bare',
		run: async () => {
			const startedAt = performance.now();
			const ids = await work();
			return { ms: performance.now() - startedAt, ids };
		},
	};
}

function everyRecord(run: MeasuredRun, records: number, name: string): void {
	if (run.failure === undefined && run.ids.length === records) return;
	throw new Error(`${name} got ${run.ids.length} records of ${records}: ${run.failure ?? 'no failure'}`);
}
