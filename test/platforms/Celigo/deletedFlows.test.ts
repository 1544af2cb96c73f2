import { describe, expect, test } from '@jest/globals';

import { textOf } from '../../../core/data/json';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen, emitted } from './bench';

/** A flow that is deleted between two requests, or that Celigo goes on counting after it was. */

const integrationId = chosen(ids.integrationId);
const all = { returnAll: true };

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start({ switches: { errorsOfDeletedFlows: 'listed' } })));

/** A flow of the sample's integration with an error newer than all others. */
function addFlow(): string {
	const step = { pageProcessors: [{ _importId: 'deleted-step' }] };
	const { _id } = bench.state.addFlow({ name: 'Deleted', _integrationId: ids.integrationId, ...step });
	bench.state.addError(_id, 'deleted-step', { errorId: 'of the deleted flow' });
	return _id;
}

const deleteFlow = async (id: string) => await bench.json('flow.delete', { flowId: chosen(id) });
const errorIds = async (parameters: object) =>
	(await bench.json('error.getMany', { ...all, ...parameters })).map(({ errorId }) => textOf(errorId)).sort();

describe('a flow that Celigo counts although it was deleted', () => {
	test.each([[{ integrationId }], [{}]])(
		'Error: Get Many returns the errors of the others: %j',
		async (of) => {
			await deleteFlow(addFlow());
			expect(await errorIds({ of: 'integration', ...of })).toEqual([
				'4210987651',
				'4210987652',
				'4210987653',
			]);
		},
	);

	test('Integration: Get Health says what it knows', async () => {
		await deleteFlow(addFlow());
		expect(await bench.json('integration.getHealth', { integrationId })).toMatchObject([
			{ status: 'ERROR', openErrors: 4 },
		]);
	});

	test.each(['present', 'absent'] as const)(
		'the trigger goes on with the others (lastErrorAt %s)',
		async (lastErrorAt) => {
			bench.switches.lastErrorAt = lastErrorAt;
			const flowId = addFlow();
			const session = await bench.watching({ events: ['newError', 'newErrorsPerFlow', 'healthChanged'] });
			await deleteFlow(flowId);
			bench.state.addError(flowId, 'deleted-step');
			bench.state.addError(ids.flowId, ids.importId, { errorId: '901' });
			const items = emitted(await session.poll());
			expect(items).toContainEqual(expect.objectContaining({ kind: 'stepError', errorId: '901' }));
			expect(items.filter(({ kind }) => kind === 'stepError')).toHaveLength(1);
			expect(await session.poll()).toBeNull();
		},
	);
});

test('a flow that is deleted while resolved errors are read has none', async () => {
	const flowId = addFlow();
	bench.faults.add({ path: `/v1/flows/${flowId}`, answer: { status: 404 } });
	const resolved = { of: 'integration', integrationId, state: 'resolved' };
	expect(await errorIds(resolved)).toEqual(['4210987650']);
});

test('a page with 404 in place of the counts of a flow may be a missing route: its steps are read', async () => {
	const flowId = addFlow();
	bench.faults.add({
		path: `/v1/flows/${flowId}/errors`,
		answer: { status: 404, bodyText: '<html>None</html>' },
	});
	expect(await errorIds({ of: 'integration', integrationId })).toContain('of the deleted flow');
});

test('a page with 404 in place of the flows of an integration may be a missing route: they are looked for among all', async () => {
	const path = `/v1/integrations/${ids.integrationId}/flows`;
	bench.faults.add({ path, answer: { status: 404, bodyText: '<html>Cannot GET</html>' } });
	const flows = await bench.json('integration.getFlows', { integrationId, ...all });
	expect(flows.map(({ _id }) => _id).sort()).toEqual(
		bench.state
			.flowsOf(ids.integrationId)
			.map(({ _id }) => _id)
			.sort(),
	);
});

test.each([
	[/^\/v1\/flows\/\w+\/\w+\/errors$/, 'open'],
	[/^\/v1\/flows\/\w+$/, 'resolved'],
])("a gateway's page with 404 for %s is no flow or step without errors", async (path, state) => {
	addFlow();
	bench.faults.add({ path, answer: { status: 404, bodyText: '<html>Not found</html>' } });
	expect(await bench.failure('error.getMany', { of: 'integration', integrationId, state })).toMatch(
		/Celigo returned an unexpected response \(expected a (list|record)\)/,
	);
});

test.each([
	['<html>Not found</html>', /returned a web page/],
	['404 page not found', /^Celigo: 404 page not found/],
])("a gateway's 404 for all of an integration is no deletion of it: %s", async (bodyText, said) => {
	const path = new RegExp(`^/v1/integrations/${ids.integrationId}(/|$)`);
	bench.faults.add({ path, answer: { status: 404, bodyText } });
	expect(await bench.failure('error.getMany', { of: 'integration' })).toMatch(said);
});

describe('a flow that was chosen must be there', () => {
	test.each(['open', 'resolved'])('for its %s errors', async (state) => {
		const flowId = addFlow();
		await deleteFlow(flowId);
		expect(await bench.failure('error.getMany', { of: 'flow', flowId: chosen(flowId), state })).toMatch(
			/Flow \w+ was not found/,
		);
	});
});
