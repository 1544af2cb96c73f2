import { describe, expect, test } from '@jest/globals';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { PortTrigger } from '../../../nodes/Port/PortTrigger.node';
import { CLIENT } from '../../../simulators/port';
import { listSearch, recordLog, type PollSession } from '../../engine';
import { forEachTest, movableClock } from '../../lifecycle';
import { chosen, credentialTypes, PortBench } from './bench';

/** What makes each event happen once, at `id`, and what it must emit. */
const causes: Record<string, { cause: (bench: PortBench, id: string) => void; emitted: IDataObject }> = {
	resyncFailed: {
		cause: ({ simulator }, id) =>
			void simulator.resyncs.run(id, { status: 'failed', message: 'Quota exceeded' }),
		emitted: {
			kind: 'resyncFailed',
			severity: 'error',
			code: 'failed',
			message: 'Quota exceeded',
			eventId: expect.stringMatching(/^port:resyncFailed:my-gitlab:\d{4}-/),
		},
	},
	resyncCompleted: {
		cause: ({ simulator }, id) => void simulator.resyncs.run(id, { status: 'completed' }),
		emitted: {
			kind: 'resyncCompleted',
			severity: 'info',
			message: 'The resync completed',
			eventId: expect.stringMatching(/^port:resyncCompleted:my-gitlab:\d{4}-/),
		},
	},
	deploymentError: {
		cause: ({ simulator }, id) => simulator.state.setDeployment(id, 'UnHealthy', 'Out of memory'),
		emitted: {
			kind: 'deploymentError',
			severity: 'error',
			code: 'UnHealthy',
			message: 'Out of memory',
			eventId: expect.stringMatching(/^port:deploymentError:my-gitlab:UnHealthy:[\w-]{16}:\d{13}$/),
		},
	},
	errorLogLine: {
		cause: ({ simulator }, id) =>
			void simulator.state.addLog(id, { level: 'FATAL', message: 'The disk is full', extra: { disk: 1 } }),
		emitted: {
			kind: 'logLine',
			severity: 'fatal',
			message: 'The disk is full',
			detail: { installationId: 'my-gitlab', logIngestId: 'ingest-my-gitlab', extra: { disk: 1 } },
			errorId: expect.any(String),
			eventId: expect.stringMatching(/^port:logLine:my-gitlab:./),
		},
	},
	kindFailed: {
		cause: ({ simulator }, id) =>
			void simulator.resyncs.run(id, { kinds: [{ kind: 'project', failed: 2, success: 0 }] }),
		emitted: {
			kind: 'kindFailed',
			message: 'Kind project: 2 objects failed',
			detail: expect.objectContaining({ eventId: expect.any(String), kind: 'project' }),
			eventId: expect.stringMatching(/^port:kindFailed:[\da-f-]{36}:project-0$/),
		},
	},
	auditFailure: {
		cause: ({ simulator }, id) =>
			void simulator.state.addAudit({
				InstallationId: id,
				status: 'FAILURE',
				message: 'The blueprint is unknown',
			}),
		emitted: {
			kind: 'auditFailure',
			code: 'UPDATE entity',
			message: 'The blueprint is unknown',
			errorId: expect.any(String),
			eventId: expect.stringMatching(/^port:auditFailure:./),
		},
	},
	noRecentResync: {
		cause: ({ simulator }, id) => {
			simulator.resyncs.dateBack(id, 25 * 3_600_000);
		},
		emitted: {
			kind: 'stale',
			severity: 'warning',
			message: 'No resync for more than 24 hours',
			eventId: expect.stringMatching(/^port:stale:my-gitlab:\d{4}-/),
		},
	},
	healthChanged: {
		cause: ({ simulator }, id) => simulator.state.setDeployment(id, 'UnHealthy', 'Out of memory'),
		emitted: {
			kind: 'healthChanged',
			severity: 'error',
			code: 'ERROR',
			message: expect.stringMatching(/^My GitLab went from [A-Z]+ to ERROR after 1 minute: Out of memory$/),
			detail: expect.objectContaining({ to: 'ERROR', lastErrorMessage: 'Out of memory' }),
			eventId: expect.stringMatching(/^port:healthChanged:my-gitlab:[A-Z]+:\d{13}:ERROR$/),
		},
	},
};

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

const json = (items: INodeExecutionData[] | null) => (items ?? []).map((item) => item.json);
const some = (...ids: string[]): INodeParameters => ({
	integrations: { rows: ids.map((id) => ({ integrationId: chosen(id) })) },
});

async function activate(parameters: INodeParameters, durable = false): Promise<PollSession> {
	const session = bench.watch(parameters, { durable });
	expect(await session.activate()).toBeNull();
	return session;
}

describe.each([false, true])('every event (durable cursors: %s)', (durable) => {
	test.each(Object.entries(causes))('%s', async (event, { cause, emitted }) => {
		const session = await activate({ events: [event] }, durable);
		expect(await session.poll()).toBeNull();
		cause(bench, 'my-gitlab');
		const items = json(await session.poll());
		expect(items).toMatchObject([
			{
				platform: 'port',
				integrationId: 'my-gitlab',
				integrationName: 'My GitLab',
				occurrences: 1,
				errorId: null,
				fingerprint: expect.any(String),
				occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
				...emitted,
			},
		]);
		expect(items[0]).not.toHaveProperty('raw');
		expect(await session.poll()).toBeNull();
		await session.restart();
		expect(await session.poll()).toBeNull();
	});
});

test.each([
	['resyncFailed', { states: 'capitalized' }],
	['resyncCompleted', { states: 'capitalized' }],
	['deploymentError', { states: 'capitalized' }],
	['healthChanged', { states: 'capitalized' }],
	['kindFailed', { states: 'capitalized' }],
	['kindFailed', { counts: 'texts' }],
] as const)('%s, also as another server writes it: %j', async (event, switches) => {
	Object.assign(bench.simulator.switches, switches);
	const { cause, emitted } = causes[event] ?? {};
	const session = await activate({ events: [event] });
	cause?.(bench, 'my-gitlab');
	expect(json(await session.poll())).toMatchObject([{ integrationId: 'my-gitlab', ...emitted }]);
});

test.each(['resyncFailed', 'errorLogLine', 'kindFailed', 'auditFailure'])(
	"%s: emitted once where n8n's clock is 90 minutes behind",
	async (event) => {
		bench.simulator.clock.advance(90 * 60_000);
		const session = await activate({ events: [event], quietMinutes: 1 });
		causes[event]?.cause(bench, 'my-gitlab');
		bench.simulator.clock.advance(2 * 60_000);
		expect(json(await session.poll())).toMatchObject([causes[event]?.emitted]);
		expect(await session.poll()).toBeNull();
	},
);

test("auditFailure: entries without a time are dated by Port's clock, which n8n's is behind", async () => {
	bench.simulator.clock.advance(90 * 60_000);
	Object.assign(bench.simulator.switches, { auditTime: 'absent' });
	const session = await activate({ events: ['auditFailure'], quietMinutes: 1 });
	causes['auditFailure']?.cause(bench, 'my-gitlab');
	bench.simulator.clock.advance(2 * 60_000);
	expect(await session.poll()).toHaveLength(1);
	expect(await session.poll()).toBeNull();
});

test("errorLogLine: lines without a time are dated by Port's clock, which n8n's is behind", async () => {
	bench.simulator.clock.advance(90 * 60_000);
	const session = await activate({ events: ['errorLogLine'], quietMinutes: 1 });
	bench.simulator.state.addLog('my-gitlab', { level: 'ERROR', message: 'undated', shownTime: null });
	bench.simulator.clock.advance(2 * 60_000);
	expect(json(await session.poll())).toMatchObject([{ message: 'undated' }]);
	expect(await session.poll()).toBeNull();
});

test("kindFailed: syncs without a time are dated by Port's clock, which n8n's is behind", async () => {
	bench.simulator.clock.advance(90 * 60_000);
	const session = await activate({ events: ['kindFailed'], quietMinutes: 1 });
	causes['kindFailed']?.cause(bench, 'my-gitlab');
	const undated = bench.simulator.state
		.installation('my-gitlab')
		.syncs.map(({ eventId, syncState }) => ({ eventId, syncState }));
	bench.simulator.faults.add({ path: /syncsMetadata$/, answer: { body: { ok: true, data: undated } } });
	bench.simulator.clock.advance(2 * 60_000);
	expect(await session.poll()).not.toBeNull();
	expect(await session.poll()).toBeNull();
});

test('every event of the list has a run above', () => {
	const [events] = new PortTrigger().description.properties.filter(({ name }) => name === 'events');
	const offered = (events?.options ?? []).map((option) => ('value' in option ? option.value : ''));
	expect(offered.sort()).toEqual(Object.keys(causes).sort());
});

test('one list call a poll suffices for the events that the list shows', async () => {
	const session = await activate({
		events: ['deploymentError', 'noRecentResync', 'resyncFailed', 'resyncCompleted'],
	});
	bench.simulator.requests.clear();
	await session.poll();
	expect(bench.asked().filter((line) => line === 'GET /integration')).toHaveLength(1);
});

describe('integrations of which the list says nothing new', () => {
	const own = (event: string) => {
		const paths: Record<string, RegExp> = {
			errorLogLine: /\/logs/,
			kindFailed: /\/syncsMetadata/,
			auditFailure: /\/audit-log/,
		};
		return bench.asked().filter((line) => paths[event]?.test(line));
	};
	/** Lets so many minutes pass, and polls. */
	const after = async (minutes: number, session: PollSession) => {
		pass(minutes * 60_000);
		bench.simulator.requests.clear();
		return json(await session.poll());
	};
	const { pass } = movableClock();

	test.each(['errorLogLine', 'kindFailed', 'auditFailure'])('%s: only the list is read', async (event) => {
		const session = await activate({ events: [event] });
		await after(5, session);
		expect(own(event)).toHaveLength(bench.simulator.state.installations.size);
		await after(6, session);
		expect(bench.asked()).toEqual(['GET /integration']);
	});

	test.each(['errorLogLine', 'kindFailed', 'auditFailure'])('%s: one that moves is read', async (event) => {
		const session = await activate({ events: [event] });
		await after(11, session);
		bench.simulator.resyncs.run('my-gitlab', { status: 'failed' });
		causes[event]?.cause(bench, 'my-gitlab');
		expect(await after(1, session)).toMatchObject([{ integrationId: 'my-gitlab' }]);
		expect(own(event)).toHaveLength(1);
	});

	test('while a resync runs its log is read at every poll', async () => {
		bench.simulator.resyncs.start('my-gitlab');
		const session = await activate({ events: ['errorLogLine'] });
		await after(11, session);
		await after(1, session);
		expect(own('errorLogLine')).toHaveLength(1);
		causes['errorLogLine']?.cause(bench, 'my-gitlab');
		expect(await after(1, session)).toHaveLength(1);
	});

	test('where Port gives 100 lines a page, all are emitted, and a quiet poll reads one page', async () => {
		bench.simulator.switches.logLimit = 'ignored';
		const session = await activate({ events: ['errorLogLine'] });
		for (let line = 1; line <= 250; line += 1) {
			bench.simulator.state.addLog('my-gitlab', { level: 'ERROR', message: `error ${line}` });
		}
		expect(await after(1, session)).toHaveLength(250);
		bench.simulator.clock.advance(30 * 60_000);
		causes['errorLogLine']?.cause(bench, 'my-gitlab');
		expect(await after(30, session)).toHaveLength(1);
		expect(await after(30, session)).toEqual([]);
		expect(own('errorLogLine').filter((line) => line.includes('/my-gitlab/'))).toHaveLength(1);
	});

	test('what live events write is emitted, at the latest when the quiet ones are read', async () => {
		const session = await activate({ events: ['errorLogLine', 'auditFailure'], quietMinutes: 30 });
		await after(11, session);
		causes['errorLogLine']?.cause(bench, 'my-gitlab');
		causes['auditFailure']?.cause(bench, 'on-call');
		expect(await after(18, session)).toEqual([]);
		expect(await after(2, session)).toHaveLength(2);
		expect(await after(1, session)).toEqual([]);
	});
});

test('how often quiet integrations are read is no other question: no new baseline is set', async () => {
	const session = await activate({ events: ['errorLogLine'], quietMinutes: 15 });
	causes['errorLogLine']?.cause(bench, 'my-gitlab');
	expect(json(await session.activate({ events: ['errorLogLine'], quietMinutes: 60 }))).toHaveLength(1);
});

describe('which integrations', () => {
	test('only those that are chosen', async () => {
		const session = await activate({ events: ['errorLogLine'], ...some('my-gitlab', 'on-call') });
		bench.simulator.requests.clear();
		for (const id of ['my-gitlab', 'on-call', 'cluster-exporter']) causes['errorLogLine']?.cause(bench, id);
		expect(
			json(await session.poll())
				.map(({ integrationId }) => integrationId)
				.sort(),
		).toEqual(['my-gitlab', 'on-call']);
		expect(bench.asked().filter((line) => line.includes('/logs'))).toHaveLength(2);
	});

	test.each(['deploymentError', 'noRecentResync'])(
		'another one than before has a baseline of its own: %s',
		async (event) => {
			causes[event]?.cause(bench, 'on-call');
			const session = await activate({ events: [event], ...some('my-gitlab') });
			expect(await session.activate({ events: [event], ...some('on-call') })).toBeNull();
			expect(await session.poll()).toBeNull();
		},
	);

	test('also those whose IDs have blanks in them, chosen or excluded', async () => {
		for (const installationId of ['prod cluster', 'test cluster']) {
			bench.simulator.state.addIntegration({ installationId });
		}
		const options = { excludedIntegrations: 'test cluster, my-gitlab' };
		const events = { events: ['deploymentError'] };
		const chosenOne = await activate({ ...events, ...some('prod cluster') });
		const others = await activate({ ...events, options });
		for (const id of ['prod cluster', 'test cluster', 'my-gitlab'])
			causes['deploymentError']?.cause(bench, id);
		for (const session of [chosenOne, others]) {
			expect(json(await session.poll())).toMatchObject([{ integrationId: 'prod cluster' }]);
		}
	});

	test('all of which are excluded are refused; some are not', async () => {
		const watching = (excludedIntegrations: string) =>
			bench.watch({
				events: ['deploymentError'],
				...some('my-gitlab', 'on-call'),
				options: { excludedIntegrations },
			});
		const message = "All chosen integrations are also in 'Exclude Integrations'";
		await expect(watching('on-call, my-gitlab').activate()).rejects.toMatchObject({ message });
		await expect(watching('on-call, my-gitlab').manual()).rejects.toMatchObject({ message });
		expect(await watching('on-call').activate()).toBeNull();
	});

	test('one that is gone does not stop the others; none left is an error', async () => {
		const log = recordLog();
		const session = await activate({ events: ['deploymentError'], ...some('my-gitlab', 'on-call') });
		bench.simulator.state.installations.delete('on-call');
		causes['deploymentError']?.cause(bench, 'my-gitlab');
		expect(json(await session.poll())).toHaveLength(1);
		expect(JSON.stringify(log)).toContain('Port lists no integration \\"on-call\\"');
		bench.simulator.state.installations.delete('my-gitlab');
		await expect(session.poll()).rejects.toThrow(/lists no integration "my-gitlab", "on-call"/);
	});

	describe.each(['resyncFailed', 'errorLogLine', 'deploymentError', 'healthChanged'])(
		'one that is chosen and not there: %s',
		(event) => {
			const events = { events: [event] };
			const remove = (id: string) => void bench.simulator.state.installations.delete(id);

			test('the workflow is not published where there is none beside it', async () => {
				const session = bench.watch({ ...events, ...some('nobody') });
				await expect(session.activate()).rejects.toThrow('Port lists no integration "nobody"');
			});

			test('a poll fails as soon as it was published beside another one', async () => {
				const session = await activate({ ...events, ...some('my-gitlab', 'nobody') });
				await expect(session.poll()).rejects.toThrow('Port lists no integration "nobody"');
			});

			test.each([[['my-gitlab', 'on-call']], [['on-call']]])(
				'n8n does not give up what goes on, when it starts or somebody publishes again after one was deleted: %j',
				async (ids) => {
					const session = await activate({ ...events, ...some(...ids) });
					remove('on-call');
					expect(await session.start()).toEqual({ isAlive: true, items: null });
					expect(await session.publish()).toEqual({ isAlive: true, items: null });
					await expect(session.poll()).rejects.toThrow('Port lists no integration "on-call"');
				},
			);

			test('a poll fails when it was deleted, and the others are watched', async () => {
				const session = await activate({ ...events, ...some('my-gitlab', 'on-call') });
				remove('on-call');
				await expect(session.poll()).rejects.toThrow('Port lists no integration "on-call"');
				expect(await session.poll()).toBeNull();
				causes[event]?.cause(bench, 'my-gitlab');
				expect(json(await session.poll())).toMatchObject([{ integrationId: 'my-gitlab' }]);
			});

			test('it is an event when it was deleted, where that is asked for', async () => {
				const options = { whenUnreachable: 'emit' };
				const session = await activate({ ...events, ...some('my-gitlab', 'on-call'), options });
				remove('on-call');
				expect(json(await session.poll())).toMatchObject([
					{ kind: 'unreachable', integrationId: 'on-call', message: 'Port lists no integration "on-call"' },
				]);
				expect(await session.poll()).toBeNull();
			});
		},
	);

	test('one that carries its ID as `identifier` only is watched, too', async () => {
		const { record } = bench.simulator.state.installation('my-gitlab');
		const list = { ok: true, integrations: [{ identifier: 'my-gitlab', title: 'My GitLab' }] };
		bench.simulator.faults.add({ path: '/v1/integration', answer: { status: 200, body: list } });
		const session = await activate({ events: ['deploymentError'] });
		bench.simulator.faults.clear();
		bench.simulator.state.setDeployment('my-gitlab', 'Error', 'Broken');
		const { statusInfo } = record;
		const body = { ok: true, integrations: [{ ...list.integrations[0], statusInfo }] };
		bench.simulator.faults.add({ path: '/v1/integration', answer: { status: 200, body } });
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'my-gitlab', message: 'Broken' }]);
		const { results } = await listSearch({
			node: new PortTrigger(),
			credentials: bench.credentials,
			credentialTypes,
			method: 'searchIntegrations',
		});
		expect(results).toEqual([{ name: 'My GitLab (my-gitlab)', value: 'my-gitlab' }]);
	});

	test('are found in the picker', async () => {
		const { results } = await listSearch({
			node: new PortTrigger(),
			credentials: bench.credentials,
			credentialTypes,
			method: 'searchIntegrations',
			filter: 'gitlab',
		});
		expect(results).toEqual([{ name: 'My GitLab (my-gitlab)', value: 'my-gitlab' }]);
	});
});

test('existing errors start the workflow too, when that is asked for', async () => {
	bench.simulator.state.addAudit({ InstallationId: 'on-call', status: 'FAILURE', message: 'old' });
	const parameters = { events: ['auditFailure', 'resyncFailed'], options: { emitExisting: true } };
	const session = bench.watch(parameters);
	expect(
		json(await session.activate())
			.map(({ kind }) => kind)
			.sort(),
	).toEqual(['auditFailure', 'resyncFailed']);
	expect(bench.asked().filter((line) => line.includes('/audit-log')).length).toBeLessThan(30);
	expect(await session.poll()).toBeNull();
});

describe('a poll that fails', () => {
	test('loses nothing and repeats nothing', async () => {
		const session = await activate({ events: ['errorLogLine', 'deploymentError'] });
		bench.simulator.faults.add({ path: '/v1/integration', times: 1, answer: { status: 400 } });
		causes['errorLogLine']?.cause(bench, 'my-gitlab');
		const before = session.state;
		await expect(session.poll()).rejects.toThrow(/Port/);
		expect(session.state).toEqual(before);
		expect(json(await session.poll())).toHaveLength(1);
		expect(await session.poll()).toBeNull();
	});

	test('for one integration does not hold up the others', async () => {
		const session = await activate({ events: ['errorLogLine'] });
		for (const id of ['my-gitlab', 'on-call']) causes['errorLogLine']?.cause(bench, id);
		bench.simulator.faults.add({ path: /on-call\/logs/, times: 1, answer: { status: 400 } });
		expect(json(await session.poll()).map(({ integrationId }) => integrationId)).toEqual(['my-gitlab']);
		expect(json(await session.poll()).map(({ integrationId }) => integrationId)).toEqual(['on-call']);
		expect(await session.poll()).toBeNull();
	});
});

describe('a client secret that is refused', () => {
	const { pass } = movableClock();
	const MINUTE_MS = 60_000;
	const signIns = () => bench.simulator.requests.count({ path: '/v1/auth/access_token' });

	test('is sent again after ten minutes only; nothing is lost', async () => {
		const session = await activate({ events: ['deploymentError'] });
		const { tokens } = bench.simulator;
		tokens.revokeAll();
		tokens.clients.set(CLIENT.clientId, 'rotated elsewhere');
		causes['deploymentError']?.cause(bench, 'my-gitlab');
		await expect(session.poll()).rejects.toThrow('Invalid client id or client secret');
		tokens.clients.set(CLIENT.clientId, CLIENT.clientSecret);
		const before = signIns();
		for (let minute = 0; minute < 9; minute += 1) {
			pass(MINUTE_MS);
			expect(await session.poll().catch(() => null)).toBeNull();
		}
		expect(signIns()).toBe(before);
		pass(MINUTE_MS);
		expect(json(await session.poll())).toMatchObject([{ integrationId: 'my-gitlab' }]);
		expect(signIns()).toBe(before + 1);
		expect(await session.poll()).toBeNull();
	});
});

describe('a test in the editor', () => {
	test('shows what is there, with the raw record when asked, without secrets, and keeps no state', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		record.config = { token: 'very-secret-token' };
		const session = bench.watch({ events: ['resyncFailed'], simplify: false });
		const items = json(await session.manual());
		expect(items).toMatchObject([
			{ integrationId: 'on-call', raw: { installationId: 'on-call', resyncState: { status: 'failed' } } },
		]);
		expect(JSON.stringify(items)).not.toContain('very-secret-token');
		expect(session.state).toEqual({});
	});

	test('says so when there is nothing', async () => {
		await expect(bench.watch({ events: ['deploymentError'] }).manual()).rejects.toThrow(
			/No matching event right now/,
		);
	});
});
