import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { IDataObject, IExecuteFunctions, INodeParameters, INodeType } from 'n8n-workflow';
import { range } from 'lodash';
import pLimit from 'p-limit';

import { installN8n } from '../../demo/install/installN8n';
import { plainNode, runNode, type NodeRun, type NodeRunSetup } from '../../test/engine';
import type { Subject } from './subjects';

/** Someone who does the whole work once. Returns how many records it got. */
export type Contender = (server: string) => Promise<number>;

type Setup = Pick<NodeRunSetup, 'node' | 'parameters' | 'items'>;

const NODE_VERSION = '4.2';
/** The server counts from the first request that comes, and the loop has made hundreds before one is sent. */
const MARGIN_SECONDS = 0.4;

/** Our node: its list, or a single record for each item. Nothing is simplified: the others do not simplify either. */
export function ourList(subject: Subject, more: INodeParameters = { returnAll: true }): Contender {
	const parameters = { ...subject.list, simplify: false, ...more };
	return async (server) => (await ran(subject, server, { node: subject.node(), parameters })).json.length;
}

export function ourGets(subject: Subject, items: number): Contender {
	const integrationId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };
	const parameters = { resource: 'integration', operation: 'get', integrationId, simplify: false };
	const setup = { node: subject.node(), parameters, items: itemsOf(items) };
	return async (server) => (await ran(subject, server, setup)).json.length;
}

/** n8n's HTTP Request node of the n8n that demo/package.json pins. */
export class HttpRequestNode {
	private constructor(private readonly node: INodeType) {}

	static async load(): Promise<HttpRequestNode> {
		const { n8n } = await installN8n();
		const modules = n8n.slice(0, n8n.lastIndexOf('node_modules') + 'node_modules'.length);
		const file = join(modules, 'n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js');
		const loaded: unknown = createRequire(join(dirname(file), 'here.js'))(file);
		const HttpRequest: unknown = Reflect.get(Object(loaded), 'HttpRequest');
		if (typeof HttpRequest !== 'function') throw new Error('This n8n has no HTTP Request node');
		const versioned: unknown = Reflect.construct(HttpRequest, []);
		if (!isVersioned(versioned)) throw new Error('This n8n has another HTTP Request node');
		const node = versioned.nodeVersions[NODE_VERSION];
		if (node === undefined) throw new Error(`This n8n has no HTTP Request node ${NODE_VERSION}`);
		return new HttpRequestNode(node);
	}

	/** The list, by its Pagination option. A page that is an object is one item: its rows are counted. */
	list(subject: Subject, rows: number): Contender {
		const { credentialType, paging } = subject;
		return async (server) => {
			const options = { pagination: { pagination: paging.option } };
			const setup = this.setup(credentialType.name, `${server}${subject.path(rows)}`, options);
			const { json } = await ran(subject, server, setup);
			const rowsOfPages = json.reduce((sum, body) => sum + subject.rows(body).length, 0);
			// A page that is a list is an item a record.
			return rowsOfPages === 0 ? json.length : rowsOfPages;
		};
	}

	/** @param options of the node; without any it sends everything at once */
	gets(subject: Subject, items: number, options: INodeParameters = {}): Contender {
		return async (server) => {
			const address = `=${server}${subject.path(1).split('?')[0] ?? ''}/{{ $json.id }}`;
			const setup = { ...this.setup(subject.credentialType.name, address, options), items: itemsOf(items) };
			return (await ran(subject, server, { ...setup, onError: 'continueRegularOutput' })).json.filter(
				(json) => json['error'] === undefined,
			).length;
		};
	}

	private setup(credentialType: string, url: string, options: INodeParameters): Setup {
		const description = { ...this.node.description, credentials: [{ name: credentialType }] };
		const { node: http } = this;
		const node: INodeType = {
			description,
			async execute(this: IExecuteFunctions) {
				return (await http.execute?.call(this)) ?? [[]];
			},
		};
		const authentication = 'predefinedCredentialType';
		return { node, parameters: { url, authentication, nodeCredentialType: credentialType, options } };
	}
}

/** A loop of a few lines over n8n's own request function, one page at a time, or so many where they have numbers. */
export function bareList(subject: Subject, rows: number, atATime = 1, pages = 0): Contender {
	const { paging } = subject;
	return async (server) => {
		const first = `${server}${subject.path(rows)}`;
		const work = async (send: Send) => {
			const records: unknown[] = [];
			if (atATime > 1) {
				const slots = pLimit(atATime);
				const urls = range(1, pages + 1).map((page) => `${first}&${paging.number ?? 'page'}=${page}`);
				const bodies = await Promise.all(urls.map(async (url) => await slots(async () => await send(url))));
				return bodies.flatMap(({ body }) => subject.rows(body));
			}
			for (let url: string | undefined = first; url !== undefined; ) {
				const response: Received = await send(url);
				records.push(...subject.rows(response.body));
				url = paging.next(new URL(url), response);
			}
			return records;
		};
		return (await ran(subject, server, { node: bareNode(subject, work) })).json.length;
	};
}

/** How a loop sends what it could send at once. */
interface LoopPace {
	readonly inFlight?: number;
	/** So many at once, and then so many a second. */
	readonly perSecond?: number;
}

export function bareGets(
	subject: Subject,
	items: number,
	{ inFlight = Infinity, perSecond = Infinity }: LoopPace,
): Contender {
	return async (server) => {
		const base = `${server}${subject.path(1).split('?')[0] ?? ''}`;
		const work = async (send: Send) => {
			const slots = pLimit(inFlight);
			const get = async (nth: number) => {
				if (nth >= perSecond) await delay(((nth - perSecond) / perSecond + MARGIN_SECONDS) * 1000);
				return (await send(`${base}/${nth}`)).body;
			};
			return await Promise.all(range(items).map(async (nth) => await slots(async () => await get(nth))));
		};
		return (await ran(subject, server, { node: bareNode(subject, work) })).json.length;
	};
}

interface Received {
	headers: IDataObject;
	body: unknown;
}
type Send = (url: string) => Promise<Received>;

function bareNode({ credentialType }: Subject, work: (send: Send) => Promise<unknown[]>): INodeType {
	return {
		description: { ...plainNode, credentials: [{ name: credentialType.name }] },
		async execute(this: IExecuteFunctions) {
			const send = async (url: string): Promise<Received> => {
				const options = { url, returnFullResponse: true, json: true };
				const received: unknown = await this.helpers.httpRequestWithAuthentication.call(
					this,
					credentialType.name,
					options,
				);
				if (!isReceived(received)) throw new Error('No whole response came');
				return received;
			};
			const records = await work(send);
			return [records.map((json) => ({ json: isJson(json) ? json : {}, pairedItem: { item: 0 } }))];
		},
	};
}

function isJson(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null;
}

function isReceived(value: unknown): value is Received {
	return isJson(value) && 'headers' in value && 'body' in value;
}

function isVersioned(value: unknown): value is { nodeVersions: Record<string, INodeType | undefined> } {
	return isJson(value) && isJson(value['nodeVersions']);
}

const itemsOf = (count: number) => range(count).map((nth) => ({ id: String(nth) }));

async function ran(subject: Subject, server: string, setup: Setup & Partial<NodeRunSetup>): Promise<NodeRun> {
	const { credentialType } = subject;
	const credentials = { [credentialType.name]: subject.credential(server) };
	const run = await runNode({ ...setup, credentials, credentialTypes: [credentialType] });
	if (run.error !== undefined) throw new Error(`${subject.name}: ${run.error.message}`);
	return run;
}
