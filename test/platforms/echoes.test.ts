import { describe, expect, test } from '@jest/globals';
import { camelCase } from 'lodash';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { inspect } from 'node:util';

import type { RecordedRequest, RequestLog } from '../../simulators/switchboard';
import { recordLog, testCredential, type NodeRun } from '../engine';
import type { FaultPlatform, OperationSubject } from '../faults/FaultPlatform';
import { faultPlatforms } from '../faults/platforms';
import { forEachTest } from '../lifecycle';
import { formsIn } from '../secretForms';
import { GestalBench } from './Gestal/bench';
import { visible } from './PlatformBench';

/** A server that repeats everything that it received, as a debug page or a gateway's log does. */

const statuses = [200, 302, 400, 401, 403, 500];
const notSignIns = /^(?!.*\/(auth|login|access_token|authKey)$)/;
const log = recordLog();

/** Whatever signed a request: keys, and tokens that were fetched in this very run. */
function sentIn({ headers, query }: RecordedRequest): string[] {
	const { authorization = '', 'x-access-token': token = '' } = headers;
	const [, value = ''] = authorization.split(' ');
	const [user = '', password = ''] = Buffer.from(value, 'base64').toString().split(':');
	const parts = authorization.startsWith('Basic') ? [user, password] : [];
	return [value, ...parts, ...[token].flat(), ...[query['public_key'] ?? []].flat()];
}

/** What is shorter may stand anywhere by chance; an email address is no secret. */
const isSecret = (text: string) => text.length > 7 && !text.includes('@');

function secretsOf(requests: RequestLog, typed: object): string[] {
	const names = /key|secret|token|password/i;
	const known = Object.entries(typed).flatMap(([name, value]) => (names.test(name) ? [String(value)] : []));
	return [...known, ...[...requests].flatMap(sentIn)].filter(isSecret);
}

function shownOf(run: NodeRun, logFrom: number): string {
	return `${visible(run)}${inspect(run.error, { depth: 8 })}${inspect(log.slice(logFrom), { depth: 8 })}`;
}

describe.each(faultPlatforms)('$name', ({ start, lacks = [] }) => {
	let running: FaultPlatform;
	forEachTest(async () => (running = await start({})));

	async function run({ task, parameters, items, credentials }: OperationSubject): Promise<NodeRun> {
		const [resource = '', operation = ''] = task.split(': ').map(camelCase);
		return await running.run(
			resource,
			operation,
			{ ...parameters, simplify: false, options: { concurrency: 1 } },
			{ ...(items && { items }), ...(credentials && { credentials }) },
		);
	}

	const kinds = (
		['list', 'get', 'create', 'update', 'delete', 'action', 'customGet', 'customChange'] as const
	).filter((kind) => !lacks.some((lacking) => lacking === kind));

	test.each(kinds)('%s: no secret is in its output, its error or the log', async (kind) => {
		const { simulator, credentials, credentialType } = running;
		const subject = running[kind];
		if (subject === undefined) throw new Error('The platform has no such kind.');
		const logFrom = log.length;
		for (const status of statuses) {
			const fault = simulator.faults.add({ path: notSignIns, answer: { echo: status } });
			const shown = shownOf(await run(subject), logFrom);
			expect(fault.hits).toBeGreaterThan(0);
			const secrets = secretsOf(simulator.requests, credentials[credentialType.name] ?? {});
			expect(secrets.length).toBeGreaterThan(0);
			expect(formsIn(shown, secrets)).toEqual([]);
			fault.remove();
		}
	});

	test('the test of the credential, and its sign-in: no secret is in its message', async () => {
		const { simulator, credentials, credentialType, signIn } = running;
		const data = credentials[credentialType.name] ?? {};
		for (const path of [notSignIns, ...(signIn === undefined ? [] : [signIn])]) {
			for (const status of statuses.slice(1)) {
				const fault = simulator.faults.add({ path, answer: { echo: status } });
				const result = await testCredential({ credentialType, data });
				expect(result.status).toBe('Error');
				expect(formsIn(JSON.stringify(result), secretsOf(simulator.requests, data))).toEqual([]);
				fault.remove();
			}
		}
	});

	test('a sign-in: no secret is in the error or the log', async () => {
		const { simulator, credentials, credentialType, signIn, customGet } = running;
		if (signIn === undefined) return;
		const logFrom = log.length;
		for (const status of statuses) {
			const fault = simulator.faults.add({ path: signIn, answer: { echo: status } });
			const failed = await run({ ...customGet, credentials });
			expect(fault.hits).toBeGreaterThan(0);
			expect(failed.error).toBeDefined();
			const shown = shownOf(failed, logFrom);
			const secrets = secretsOf(simulator.requests, credentials[credentialType.name] ?? {});
			expect(formsIn(shown, secrets)).toEqual([]);
			fault.remove();
		}
	});
});

describe.each(
	faultPlatforms.flatMap(({ name, start }) => {
		const token = 'f3a9c0de11\u200Bbb77\n24a90cc1';
		const pasted: Record<string, ICredentialDataDecryptedObject> = {
			Celigo: { apiToken: token },
			Ductape: { signInWith: 'token', authToken: `Bearer ${token}`, publicKey: 'a'.repeat(40) },
			Polarity: { signInWith: 'apiKey', apiKey: token },
		};
		return pasted[name] === undefined ? [] : [{ name, start, changes: pasted[name] }];
	}),
)('A token of $name that was pasted with characters that no header carries', ({ start, changes }) => {
	let running: FaultPlatform;
	forEachTest(async () => (running = await start({})));

	test.each(statuses)('works, and is shown in no form with %i', async (status) => {
		const { simulator, credentials, credentialType, run } = running;
		const typed = { ...credentials[credentialType.name], ...changes };
		const logFrom = log.length;
		simulator.faults.add({ path: notSignIns, answer: { echo: status } });
		const failed = await run(
			'api',
			'customCall',
			{ path: '/x' },
			{ credentials: { [credentialType.name]: typed } },
		);
		const [request] = simulator.requests;
		expect(request?.authorization).toBe('Bearer f3a9c0de11bb7724a90cc1');
		expect(formsIn(shownOf(failed, logFrom), ['f3a9c0de11bb7724a90cc1'])).toEqual([]);
	});
});

describe.each(
	faultPlatforms.flatMap(({ name, start }) => {
		const password = 'open-sesame-4711 ';
		const pasted: Record<string, ICredentialDataDecryptedObject> = {
			Ductape: { signInWith: 'password', email: 'ada@example.com', password },
			Polarity: { signInWith: 'password', username: 'ada', password, token: '' },
		};
		return pasted[name] === undefined ? [] : [{ name, start, changes: pasted[name] }];
	}),
)('A password of $name that was pasted with a blank behind it', ({ start, changes }) => {
	let running: FaultPlatform;
	forEachTest(async () => (running = await start({})));

	test.each([400, 401, 500])('is not shown by a server that repeats it without, with %i', async (status) => {
		const { simulator, credentials, credentialType, run } = running;
		const typed = { ...credentials[credentialType.name], ...changes };
		const logFrom = log.length;
		const said = 'Wrong: open-sesame-4711';
		const body = { message: said, error: said, errors: [{ detail: said }] };
		const fault = simulator.faults.add({ path: /./, answer: { status, body } });
		const given = { credentials: { [credentialType.name]: typed } };
		const failed = await run('api', 'customCall', { path: '/x' }, given);
		expect(failed.error).toBeDefined();
		expect(fault.hits).toBeGreaterThan(0);
		expect(simulator.requests.last()?.bodyText).toContain('open-sesame-4711 ');
		expect(formsIn(shownOf(failed, logFrom), ['open-sesame-4711'])).toEqual([]);
	});
});

describe("Gestal's farm site, whose key goes out as Basic", () => {
	let bench: GestalBench;
	forEachTest(async () => (bench = await GestalBench.start()));

	test('shows it in no form', async () => {
		const key = bench.simulator.seeded.key.secret;
		const logFrom = log.length;
		for (const status of statuses) {
			const fault = bench.faults.add({ path: notSignIns, answer: { echo: status } });
			const run = await bench.run('api', 'customCallToFarmSite', { path: '/sows' });
			const secrets = [key, ...[...bench.simulator.requests].flatMap(sentIn)];
			expect(fault.hits).toBeGreaterThan(0);
			expect(formsIn(shownOf(run, logFrom), secrets.filter(isSecret))).toEqual([]);
			fault.remove();
		}
	});
});
