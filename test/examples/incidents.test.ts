import { expect, test } from '@jest/globals';
import { jsonParse, type IDataObject, type INodeParameters } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';

import { celigoSample } from '../../simulators/celigo';
import { forEachTest } from '../lifecycle';
import { CeligoBench, emitted } from '../platforms/Celigo/bench';

const workflowSchema = z.object({
	nodes: z.array(z.object({ name: z.string(), parameters: z.custom<INodeParameters>() })),
	connections: z.record(z.object({ main: z.array(z.array(z.object({ node: z.string() }))) })),
});

const file = join(__dirname, '../../examples/incident-open-close.json');
const { nodes, connections } = workflowSchema.parse(jsonParse(readFileSync(file, 'utf8')));
const parametersOf = (name: string) => nodes.find((node) => node.name === name)?.parameters ?? {};

const setFields = z.object({
	assignments: z.object({ assignments: z.array(z.object({ name: z.string(), value: z.string() })) }),
});

/** What **Incident** makes of an event: its expressions are plain JavaScript. */
function incidentOf(event: IDataObject): Record<string, string> {
	const { assignments } = setFields.parse(parametersOf('Incident')).assignments;
	const shown = (text: string) =>
		text
			.replace(/^=/, '')
			.replace(/\{\{(.*?)\}\}/g, (_whole, code: string) =>
				String(runInNewContext(`(${code})`, { $json: event })),
			);
	return Object.fromEntries(assignments.map(({ name, value }) => [name, shown(value)]));
}

const { flowId, importId, integrationId } = celigoSample;
const health = `celigo:${integrationId}`;
const unreachable = `${health}:unreachable`;

let bench: CeligoBench;

forEachTest(async () => {
	bench = await CeligoBench.start();
	resolveAll();
	bench.simulator.runs.add({ _flowId: flowId, status: 'completed' });
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

/** Polls with the trigger of the example, and keeps the incidents that are open. */
async function watching() {
	const { pollTimes: _pollTimes, ...parameters } = parametersOf('Celigo');
	const session = await bench.watching(parameters);
	const open = new Set<string>();
	return async () => {
		for (const event of emitted(await session.poll())) {
			const { action, key = '' } = incidentOf(event);
			if (action === 'trigger') open.add(key);
			else open.delete(key);
		}
		return [...open];
	};
}

test('what can be read again and still fails stays open, also while a run hides its status', async () => {
	const openAfterPoll = await watching();
	bench.state.addError(flowId, importId, { message: 'No email' });
	expect(await openAfterPoll()).toEqual([health]);
	const outage = noAccess();
	expect(await openAfterPoll()).toEqual([health, unreachable]);
	outage.remove();
	const run = bench.simulator.runs.add({ _flowId: flowId, status: 'running' });
	expect(await healthNow()).toMatchObject([{ status: 'SYNCING', openErrors: 1 }]);
	expect(await openAfterPoll()).toEqual([health]);
	bench.simulator.runs.finish(run._id);
	expect(await openAfterPoll()).toEqual([health]);
	resolveAll();
	expect(await openAfterPoll()).toEqual([]);
});

test('what was healthy before is closed when it can be read again, whatever its status is then', async () => {
	const openAfterPoll = await watching();
	const outage = noAccess();
	expect(await openAfterPoll()).toEqual([unreachable]);
	outage.remove();
	bench.simulator.runs.add({ _flowId: flowId, status: 'running' });
	expect(await openAfterPoll()).toEqual([]);
});

test('every event of a trigger goes straight to its incident', () => {
	const triggers = ['Celigo', 'Port', 'Polarity', 'Gestal', 'Ductape'];
	for (const trigger of triggers) {
		expect(connections[trigger]?.main).toEqual([[expect.objectContaining({ node: 'Incident' })]]);
	}
});
