import { describe, expect, test } from '@jest/globals';

import { celigoSample } from '../../simulators/celigo';
import { forEachTest } from '../lifecycle';
import { CeligoBench } from '../platforms/Celigo/bench';
import { readExample } from './readExample';

const { flowId, importId } = celigoSample;
const chatText = 'bodyParameters.parameters.0.value';

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

describe('celigo-retry-errors', () => {
	const example = readExample('celigo-retry-errors');
	const condition = 'conditions.conditions.0.leftValue';

	test('errors of which Celigo retries nothing are reported, with their number', async () => {
		const locator = (value: string) => ({ __rl: true, mode: 'id', value });
		const step = { of: 'step', flowId: locator(flowId), stepId: locator(importId) };
		const items = await bench.json('error.getMany', { ...step, returnAll: true });
		expect(items).toHaveLength(2);
		const { resource, operation } = example.parametersOf('Retry');
		const task = `${String(resource)}.${String(operation)}`;
		const path = `/v1/flows/${flowId}/${importId}/retry`;
		bench.simulator.faults.add({ method: 'POST', path, times: 1, answer: { status: 204 } });
		const [nothing = {}] = await bench.json(task, {}, { items });
		const [job = {}] = await bench.json(task, {}, { items });
		expect(example.shown('Nothing retried', condition, nothing)).toBe('true');
		expect(example.shown('Nothing retried', condition, job)).toBe('false');
		const errors = [{ message: 'The record is gone', code: 'NO_RECORD' }, nothing];
		expect(example.shown('Send to chat', chatText, { errors })).toBe(
			`Celigo errors that were not retried: 3\n- The record is gone (NO_RECORD)\n- Not retried by Celigo: 2 (flow ${flowId}, step ${importId})`,
		);
	});

	test('they reach the message on a way of their own, beside refused ones and those without a key', () => {
		expect(example.outputsOf('Retry')).toEqual([['Nothing retried:0'], ['The rest:0']]);
		expect(example.outputsOf('Has a retry key?')).toEqual([['Retry:0'], ['The rest:1']]);
		expect(example.outputsOf('Nothing retried')).toEqual([['The rest:2']]);
		expect(example.parametersOf('The rest')).toEqual({ numberInputs: 3 });
	});

	test('the note says that flows of no integration are left out', () => {
		expect(String(example.parametersOf('About this workflow')['content'])).toContain(
			'Flows that belong to no integration are left out',
		);
	});
});
