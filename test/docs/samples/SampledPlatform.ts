import type { IDataObject } from 'n8n-workflow';

import type { FaultPlan, RecordedRequest } from '../../../simulators/switchboard';
import type { EventSamples } from './events';

/** A simulated platform on which operations were run. */
interface SampledBench {
	readonly faults: FaultPlan;
	readonly runs: ReadonlyArray<{
		readonly task: string;
		readonly parameters: Readonly<Record<string, unknown>>;
		readonly json: IDataObject[];
		readonly requests: readonly RecordedRequest[];
	}>;
	stop(): Promise<void>;
}

/** A platform whose operations and events are shown by examples. */
export interface SampledPlatform {
	/** As its page in docs/ is called. */
	readonly name: string;
	/** `resource.operation` of everything that can be run. */
	readonly tasks: readonly string[];
	/** What the page leaves out of every path. */
	readonly prefix?: string;
	/** Paths that sign in: the credential's, not the operation's. */
	readonly signIn?: RegExp;
	/** Parameters that the credential adds to every query. */
	readonly everywhere?: readonly string[];
	/** Runs the case of an operation on a sample account of its own. */
	run(task: string, on: (bench: SampledBench) => void): Promise<SampledBench>;
	readonly events: EventSamples;
}

/** A request that is sent again so often is that of a wait, which lasts as long as the user lets it. */
const UNTIL_A_WAIT_IS_OVER = 20;

/** What the reference shows of an operation. */
export interface OperationSample {
	/** `METHOD /path/{id}?parameter=`, each once. */
	readonly requests: readonly string[];
	/** The request that decides, and how often it is sent again while the platform says 503. */
	readonly repeated: { readonly request: string; readonly times: number };
	/** How many records came; the first of them. */
	readonly records: number;
	readonly output: IDataObject;
}

/** Runs an operation, and once more on a platform that is unavailable for its deciding request. */
export async function sampleOf(platform: SampledPlatform, task: string): Promise<OperationSample> {
	const first = await runOf(platform, task);
	const [output] = first.json;
	const sent = first.requests.filter(({ path }) => platform.signIn?.test(path) !== true);
	const deciding = [...sent].reverse().find(({ method }) => method !== 'GET') ?? sent[0];
	if (output === undefined || deciding === undefined) throw new Error(`${task} sent or returned nothing`);
	const { method, path } = deciding;
	const struck = await runOf(platform, task, ({ faults }) => {
		faults.add({ method, path, answer: { status: 503 }, times: UNTIL_A_WAIT_IS_OVER });
	});
	const again = struck.requests.filter((request) => request.method === method && request.path === path);
	return {
		requests: [...new Set(inOrder(sent).map((request) => lineOf(platform, request)))],
		repeated: { request: lineOf(platform, deciding), times: again.length - 1 },
		records: first.json.length,
		output,
	};
}

/** The first run of the operation with Simplify on. */
async function runOf(
	platform: SampledPlatform,
	task: string,
	prepare: (bench: SampledBench) => void = () => undefined,
) {
	const bench = await platform.run(task, prepare);
	await bench.stop();
	const run = bench.runs.find(
		({ task: done, parameters }) => done === task && parameters['simplify'] !== false,
	);
	if (run === undefined) throw new Error(`No case runs ${task} with Simplify on`);
	return run;
}

/** Reads that are sent side by side arrive in any order: those between two changes are sorted. */
function inOrder(requests: readonly RecordedRequest[]): RecordedRequest[] {
	const ordered: RecordedRequest[] = [];
	let reads: RecordedRequest[] = [];
	const flush = () => {
		ordered.push(...reads.sort((one, other) => one.url.localeCompare(other.url)));
		reads = [];
	};
	for (const request of requests) {
		if (request.method === 'GET') {
			reads.push(request);
		} else {
			flush();
			ordered.push(request);
		}
	}
	flush();
	return ordered;
}

function lineOf({ prefix = '', everywhere = [] }: SampledPlatform, request: RecordedRequest): string {
	const { method, path, route = path, query } = request;
	const shown = route.slice(route.startsWith(prefix) ? prefix.length : 0).replace(/:(\w+)/g, '{$1}');
	const names = Object.keys(query).filter((name) => !everywhere.includes(name));
	return `${method} ${shown}${names.length > 0 ? `?${names.map((name) => `${name}=`).join('&')}` : ''}`;
}
