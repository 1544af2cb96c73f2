import { expect, test } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';

import { celigoSample } from '../../simulators/celigo';
import { forEachTest, untilTestEnds } from '../lifecycle';
import { CeligoBench, emitted } from '../platforms/Celigo/bench';
import { GestalBench } from '../platforms/Gestal/bench';
import { readExample } from './readExample';

const example = readExample('incident-open-close');
const { content: note } = example.parametersOf('About this workflow');
/** What **Incident** makes of an event: the first two of its fields. */
const incidentOf = (event: IDataObject) => {
	const [action, key] = [0, 1].map((field) =>
		example.shown('Incident', `assignments.assignments.${field}.value`, event),
	);
	return { action, key: key ?? '' };
};

const { flowId, importId, integrationId } = celigoSample;
const health = `celigo:${integrationId}`;
const unreachable = `${health}:unreachable`;

const untilEnd = untilTestEnds();
let bench: CeligoBench;

forEachTest(async () => {
	bench = await CeligoBench.start();
	resolveAll();
	bench.simulator.runs.add({ _flowId: flowId, status: 'completed' });
	return bench;
});

function resolveAll() {
	const { state } = bench;
	for (const { _id } of state.flows.values()) {
		for (const store of state.errorStoresOf(_id).values()) store.open.clear();
	}
}

/** No access to the integration, until it is removed. */
const noAccess = () =>
	bench.simulator.faults.add({
		path: `/v1/integrations/${integrationId}/errors`,
		answer: { status: 403, body: { errors: [{ message: 'No access' }] } },
	});

const healthNow = async () =>
	(
		await bench.run('integration.getHealth', {
			integrationId: { __rl: true, mode: 'id', value: integrationId },
		})
	).json;

/** Publishes, then polls with a trigger of the example, and keeps the incidents that are open. */
async function watching(trigger = 'Celigo', on: CeligoBench | GestalBench = bench) {
	const { pollTimes: _pollTimes, ...parameters } = example.parametersOf(trigger);
	const session = on.watch(parameters);
	const open = new Set<string>();
	const keep = (polled: Parameters<typeof emitted>[0]) => {
		for (const event of emitted(polled)) {
			const { action, key } = incidentOf(event);
			if (action === 'trigger') open.add(key);
			else open.delete(key);
		}
		return [...open];
	};
	const atPublication = keep(await session.activate());
	return { atPublication, openAfterPoll: async () => keep(await session.poll()) };
}

test('what can be read again and still fails stays open, also while a flow runs', async () => {
	const { openAfterPoll } = await watching();
	bench.state.addError(flowId, importId, { message: 'No email' });
	expect(await openAfterPoll()).toEqual([health]);
	const outage = noAccess();
	expect(await openAfterPoll()).toEqual([health, unreachable]);
	outage.remove();
	const run = bench.simulator.runs.add({ _flowId: flowId, status: 'running' });
	expect(await healthNow()).toMatchObject([{ status: 'ERROR', openErrors: 1 }]);
	expect(await openAfterPoll()).toEqual([health]);
	bench.simulator.runs.finish(run._id);
	expect(await openAfterPoll()).toEqual([health]);
	resolveAll();
	expect(await openAfterPoll()).toEqual([]);
});

test('what was healthy before is closed when it can be read again, whatever its status is then', async () => {
	const { atPublication, openAfterPoll } = await watching();
	expect(atPublication).toEqual([]);
	const outage = noAccess();
	expect(await openAfterPoll()).toEqual([unreachable]);
	outage.remove();
	bench.simulator.runs.add({ _flowId: flowId, status: 'running' });
	expect(await openAfterPoll()).toEqual([]);
});

test('what fails already when the workflow is published opens an incident, what is healthy none', async () => {
	bench.state.addError(flowId, importId, { message: 'No email' });
	const { atPublication, openAfterPoll } = await watching();
	expect(atPublication).toEqual([health]);
	expect(await openAfterPoll()).toEqual([health]);
	resolveAll();
	expect(await openAfterPoll()).toEqual([]);
});

test('a Gestal integration without an activated installation opens an incident, until it has one again', async () => {
	const gestal = untilEnd(await GestalBench.start());
	const { integration, installation } = gestal.simulator.seeded;
	const { atPublication, openAfterPoll } = await watching('Gestal', gestal);
	expect(atPublication).toEqual([]);
	installation.activated = false;
	expect(await openAfterPoll()).toEqual([`gestal:${integration.cloud_id}`]);
	installation.activated = true;
	expect(await openAfterPoll()).toEqual([]);
	installation.activated = false;
	expect((await watching('Gestal', gestal)).atPublication).toEqual([]);
	expect(note).toContain(
		'Gestal reports no errors: an incident is opened when an integration has no activated installation any more (not for those that have none when you publish), and closed when it has one again.',
	);
});

test('what is turned off or deleted closes no incident, and the note says so', async () => {
	const { openAfterPoll } = await watching();
	bench.state.addError(flowId, importId, { message: 'No email' });
	expect(await openAfterPoll()).toEqual([health]);
	resolveAll();
	for (const flow of bench.state.flows.values()) flow.disabled = true;
	expect(await healthNow()).toMatchObject([{ status: 'INACTIVE' }]);
	expect(await openAfterPoll()).toEqual([health]);
	bench.state.integrations.delete(integrationId);
	expect(await openAfterPoll()).toEqual([health]);
	expect(note).toContain('On the other platforms an incident stays open if its integration is turned off');
	expect(note).toContain('on all platforms if it is deleted');
});

test('of many integrations that fail at once, each opens an incident, and is said to open one again if it waited', async () => {
	const { openAfterPoll } = await watching();
	for (let number = 1; number <= 25; number += 1) {
		const { _id: _integrationId } = bench.state.addIntegration({ name: `Shop ${number}` });
		bench.state.addFlow({ name: 'Orders', _integrationId, pageProcessors: [{ _importId: importId }] });
	}
	const made = [...bench.state.flows.values()].filter(({ name }) => name === 'Orders').slice(-25);
	for (const { _id } of made) bench.simulator.runs.add({ _flowId: _id, status: 'completed' });
	expect(await openAfterPoll()).toEqual([]);
	for (const { _id } of made) bench.state.addError(_id, importId, { message: 'The server is down' });
	expect(await openAfterPoll()).toHaveLength(25);
	resolveAll();
	expect(await openAfterPoll()).toEqual([]);
	expect(note).toContain('up to 20 events at a time, every 15 seconds');
	expect(note).toContain(
		'One that waited so, that the tool refused at first, or accepted without a response',
	);
});

test('a summary is cut before an emoji, not within, which a strict tool refuses as no text', () => {
	const emojis = '😀'.repeat(2000);
	for (const message of [emojis, `x${emojis}`]) {
		const summary = example.shown('Incident', 'assignments.assignments.2.value', { message });
		expect(summary.length).toBe(1000);
		expect(summary).not.toMatch(/\p{Surrogate}/u);
	}
});

test('many incidents at once go out in batches, which a tool that limits its requests accepts', () => {
	// PagerDuty takes about 120 events a minute.
	expect(example.parametersOf('Send incident')).toMatchObject({
		options: { batching: { batch: { batchSize: 20, batchInterval: 15_000 } } },
	});
});

test('what the tool refused, or did not answer in time, goes again up to five times, and nothing else with it', () => {
	// n8n's own Retry On Fail sends all events again for one that failed: it would open incidents that are closed by now.
	expect(example.outputsOf('Send incident')).toEqual([[], ['Sent five times?:0']]);
	expect(example.outputsOf('Sent five times?')).toEqual([['Both kinds:0'], ['Too late to close?:0']]);
	expect(example.outputsOf('Lost events')).toEqual([['Not accepted:0']]);
	expect(example.outputsOf('Wait')).toEqual([['Send incident:0']]);
	// A tool that is restarted, or whose limit is a minute's, takes them at the last try.
	expect(example.parametersOf('Wait')).toMatchObject({ unit: 'seconds' });
	const waits = [0, 1, 2, 3].map((run) => Number(example.shown('Wait', 'amount', {}, {}, undefined, run)));
	expect(waits).toEqual([15, 45, 135, 405]);
	expect(note).toContain('four times within 10 minutes');
	expect(example.parametersOf('Send incident')).toMatchObject({ options: { timeout: 10_000 } });
	const isLast = (run: number) =>
		example.shown('Sent five times?', 'conditions.conditions.0.leftValue', {}, {}, undefined, run);
	expect([0, 1, 2, 3, 4].map(isLast)).toEqual(['false', 'false', 'false', 'false', 'true']);
	expect(note).toContain('refused at first, or accepted without a response, can open an incident again');
});

test('what closes an incident does not go again after a minute: it could close one that is open again', () => {
	expect(example.outputsOf('Too late to close?')).toEqual([['Both kinds:1'], ['Wait:0']]);
	// It waits for both, so that one that is given up neither ends the others' tries nor goes unnamed.
	expect(example.outputsOf('Both kinds')).toEqual([['Lost events:0']]);
	const isLate = (action: string) =>
		[0, 1, 2, 3].map((run) =>
			example.shown(
				'Too late to close?',
				'conditions.conditions.0.leftValue',
				{ action },
				{},
				undefined,
				run,
			),
		);
	expect(isLate('resolve')).toEqual(['false', 'false', 'true', 'true']);
	expect(isLate('trigger')).toEqual(['false', 'false', 'false', 'false']);
	expect(note).toContain(
		'An event that closes an incident is sent again only twice, within a minute (a few minutes if there are many): later it could close one that was opened again meanwhile.',
	);
});

test('all events that are lost are named, of very many the first ones', () => {
	const lost = [...Array(25).keys()].map((at) => ({
		action: at === 1 ? 'resolve' : 'trigger',
		key: `celigo:${at}`,
		error: { message: 'Bad request' },
	}));
	const shown = (count: number) =>
		example.shown('Not accepted', 'errorMessage', { lost: lost.slice(0, count) });
	expect(shown(1)).toBe(
		'The incident tool did not accept an event five times: trigger celigo:0: Bad request',
	);
	expect(shown(2)).toBe(
		'The incident tool did not accept 2 events five times (a resolve three times): trigger celigo:0, resolve celigo:1: Bad request',
	);
	expect(example.shown('Not accepted', 'errorMessage', { lost: lost.slice(1, 2) })).toBe(
		'The incident tool did not accept an event three times: resolve celigo:1: Bad request',
	);
	expect(shown(25)).toMatch(
		/25 events five times \(a resolve three times\): .*trigger celigo:19 and 5 more: Bad request$/,
	);
});

test('every event of a trigger goes straight to its incident', () => {
	const triggers = ['Celigo', 'Port', 'Polarity', 'Gestal', 'Ductape'];
	for (const trigger of triggers) {
		expect(example.outputsOf(trigger)).toEqual([['Incident:0']]);
	}
});
