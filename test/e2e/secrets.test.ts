import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { failureOf, type Execution } from '../../demo/n8n/executions';
import { chain, everyTenSeconds, manualTrigger, type NodeChoice } from '../../demo/n8n/workflows';
import { waitFor } from '../../demo/n8n/waitFor';
import { formsIn } from '../secretForms';
import { endToEndPlatforms } from './platforms';
import { World, type WorldPlatform } from './world/World';

/** Every request but a sign-in is answered by what was received, in every form: what a debug page or a gateway's log does. */

let world: World;
/** Another host, and everything that it received. */
let elsewhere: { server: Server; url: string; received: string[] };

const everything: string[] = [];
const signIns = /\/(auth|login|access_token|authKey)$/;
const notSignIns = /^(?!.*\/(auth|login|access_token|authKey)$)/;
/** Whose credential of the demo signs in with a request of its own. */
const signingIn = ['Port', 'Ductape'];
const answers = [{ echo: 400 }, { echo: 401 }, { echo: 403 }] as const;

async function startElsewhere(): Promise<typeof elsewhere> {
	const received: string[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk: Buffer) => (body += chunk.toString()));
		request.on('end', () => {
			received.push(JSON.stringify([request.method, request.url, request.headers, body]));
			response.end('{}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	return { server, url: `http://127.0.0.1:${port}`, received };
}

beforeAll(async () => {
	elsewhere = await startElsewhere();
	world = await World.start({
		name: 'secrets',
		settings: {
			N8N_LOG_LEVEL: 'debug',
			N8N_LOG_OUTPUT: 'console,file',
			EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
		},
	});
});

afterAll(async () => {
	await world.stop();
	elsewhere.server.close();
});

async function run(node: NodeChoice): Promise<Execution> {
	const { client } = world.n8n;
	const workflowId = await client.saveWorkflow(chain(`Echo ${node.name}`, [manualTrigger, node]));
	const execution = await client.run(workflowId, manualTrigger.name);
	everything.push(JSON.stringify(execution));
	return execution;
}

/** A read, and a change with a body. */
function nodesOf({ name, running, credentials, definition }: WorldPlatform): NodeChoice[] {
	const change = definition.operations.find(({ operation }) => /update|updateConfig/.test(operation));
	return [
		{ ...running.list, name: `${name} list`, credentials },
		{
			name: `${name} change`,
			type: running.list.type,
			parameters: { resource: change?.resource, operation: change?.operation, ...change?.parameters },
			credentials,
		},
	];
}

/** What was typed, and what was sent to sign in: keys, passwords, tokens that were fetched. */
function secretsOf({ running }: WorldPlatform): Set<string> {
	const typed = [running.credential, ...(running.furtherCredentials ?? [])].flatMap(({ data }) =>
		Object.entries(data).flatMap(([name, value]) =>
			/key|secret|token|password/i.test(name) && typeof value === 'string' ? [value] : [],
		),
	);
	const sent = [...running.simulator.requests].flatMap(({ headers, query }) => {
		const { authorization = '', 'x-access-token': token = '' } = headers;
		return [authorization.split(' ')[1] ?? '', ...[token].flat(), ...[query['public_key'] ?? []].flat()];
	});
	return new Set([...typed, ...sent].filter(({ length }) => length > 7));
}

describe.each(endToEndPlatforms)('$demo.name, whose server repeats what it received', ({ demo }) => {
	it('fails in every way that an operation can', async () => {
		const platform = world.platform(demo.name);
		const { faults } = platform.running.simulator;
		for (const answer of answers) {
			const fault = faults.add({ path: notSignIns, answer });
			for (const node of nodesOf(platform)) expect(failureOf(await run(node))).toBeDefined();
			expect(fault.hits).toBeGreaterThan(1);
			fault.remove();
		}
	});

	it('fails to sign in, and to pass the test of the credential', async () => {
		const platform = world.platform(demo.name);
		const { simulator, credential } = platform.running;
		const { client } = world.n8n;
		for (const path of [notSignIns, signIns]) {
			const fault = simulator.faults.add({ path, answer: { echo: 400 } });
			const name = `${credential.name} ${path === signIns ? 'without a token' : 'again'}`;
			const id = await client.saveCredential({ ...credential, name });
			everything.push(JSON.stringify(await client.testCredential(id, { ...credential, name })));
			const execution = await run({
				...platform.running.list,
				name: `${demo.name} fresh`,
				credentials: { [credential.type]: { id, name } },
			});
			if (path === notSignIns || signingIn.includes(demo.name)) {
				expect(fault.hits).toBeGreaterThan(0);
				expect(failureOf(execution)).toBeDefined();
			}
			fault.remove();
		}
	});

	it("goes nowhere else, also from n8n's HTTP Request node: with GET, with a body, through a redirect", async () => {
		const platform = world.platform(demo.name);
		const { simulator, credential, furtherCredentials = [] } = platform.running;
		for (const { type } of [credential, ...furtherCredentials]) {
			const request = async (url: string, body?: string) =>
				await run({
					name: `HTTP Request with ${type}`,
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					parameters: {
						method: body === undefined ? 'GET' : 'POST',
						url,
						authentication: 'predefinedCredentialType',
						nodeCredentialType: type,
						...(body !== undefined && { sendBody: true, specifyBody: 'json', jsonBody: body }),
						options: { redirect: { redirect: { followRedirects: true } } },
					},
					credentials: { [type]: platform.credentials[type] ?? { id: '', name: '' } },
				});
			const fault = simulator.faults.add({
				path: '/own-host',
				answer: { status: 200, body: { fine: true } },
			});
			expect(failureOf(await request(`${simulator.url}/own-host`))).toBeUndefined();
			expect(failureOf(await request(`${simulator.url}/own-host`, '{"a":1}'))).toBeUndefined();
			expect(fault.hits).toBe(2);
			expect(simulator.requests.last({ path: '/own-host' })?.authorization).toBeDefined();
			const redirect = { status: 302, headers: { location: `${elsewhere.url}/redirected` } };
			const moved = simulator.faults.add({ path: '/moved', answer: redirect });
			await request(`${simulator.url}/moved`);
			await request(`${simulator.url}/moved`, '{"a":1}');
			for (const body of [undefined, '{"a":1}']) {
				expect(failureOf(await request(`${elsewhere.url}/other`, body))).toMatch(/only sent to/);
			}
			fault.remove();
			moved.remove();
		}
		expect(elsewhere.received).toEqual([]);
	});
});

it('fails as triggers, too', async () => {
	const { client } = world.n8n;
	const published = await Promise.all(
		world.platforms.map(async ({ name, running, credentials }) => {
			const { watch, simulator } = running;
			const workflowId = await client.saveWorkflow(
				chain(`${name} echo trigger`, [
					{ ...watch, parameters: { ...watch.parameters, pollTimes: everyTenSeconds }, credentials },
				]),
			);
			await client.activate(workflowId);
			simulator.faults.add({ path: notSignIns, answer: { echo: 400 } });
			return workflowId;
		}),
	);
	for (const workflowId of published) {
		const failed = await waitFor(
			`workflow ${workflowId} to fail`,
			async () =>
				(await client.executions(workflowId)).find((execution) => failureOf(execution) !== undefined),
			{ timeoutMs: 180_000 },
		);
		everything.push(JSON.stringify(failed));
		await client.deactivate(workflowId);
	}
});

describe('afterwards', () => {
	const secrets = () => new Set(world.platforms.flatMap((platform) => [...secretsOf(platform)]));

	it('no output holds a secret in any form', () => {
		expect(secrets().size).toBeGreaterThan(10);
		expect(everything.length).toBeGreaterThan(50);
		expect(formsIn(everything.join('\n'), secrets())).toEqual([]);
	});

	it("nor does n8n's database, its log or its event log", async () => {
		const known = secrets();
		await world.n8n.stop();
		const data = join(world.n8n.folder, '.n8n');
		const kept = (await readdir(data, { recursive: true }))
			.filter((path) => /\.(sqlite.*|log|journal)$/.test(path) && !path.includes('node_modules'))
			.map((path) => join(data, path));
		const files = [...kept, join(world.n8n.folder, 'n8n.log')];
		expect(files.filter((path) => /sqlite$|EventLog|n8n\.log$/.test(path)).length).toBeGreaterThan(2);
		for (const path of files) {
			const text = (await readFile(path)).toString('latin1');
			expect({ path, found: formsIn(text, known) }).toEqual({ path, found: [] });
		}
		// What was looked for would have been found: the addresses of the failed requests are there.
		const database = await readFile(join(data, 'database.sqlite'), 'latin1');
		expect(database).toContain('[redacted]');
	});
});
