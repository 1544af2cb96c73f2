import { describe, expect, test } from '@jest/globals';

import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, chosen } from './bench';

const integrationId = chosen(ids.integrationId);
const flowId = chosen(ids.flowId);
const dropped =
	/accepted the (update|creation).*does not return these fields as they were sent: (\w+)\. Check/;

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

const remarks = async (name: string, parameters: object) => {
	const run = await bench.run(name, { ...parameters });
	expect(run.error).toBeUndefined();
	return JSON.stringify(run.hints);
};

/** The simulator drops it as Celigo does, and says so. */
function expectIgnored(): void {
	expect(bench.simulator.violations.kinds()).toEqual(['ignoredBody']);
	bench.simulator.violations.clear();
}

describe('a field that Celigo drops without a word is named', () => {
	const more = { more: '{"pageProcesors": []}', description: 'Sent along' };

	test.each([
		['flow.create', { name: 'Returns', details: { more: '{"pageProcesors": [{"type": "import"}]}' } }],
		['flow.update', { flowId, details: { more: '{"pageProcesors": [{"type": "import"}]}' } }],
		['integration.create', { name: 'Returns', details: { more: '{"groups": [{"name": "A"}]}' } }],
		['integration.update', { integrationId, details: { more: '{"groups": [{"name": "A"}]}' } }],
		[
			'integration.update',
			{ integrationId, mode: 'replace', details: { name: 'All', more: '{"groups": [{"name": "A"}]}' } },
		],
	])('%s %j', async (name, parameters) => {
		expect((await remarks(name, parameters)).match(dropped)?.[2]).toMatch(/^(pageProcesors|groups)$/);
		expectIgnored();
	});

	test('but not where it was empty, nor the fields that were stored', async () => {
		expect(await remarks('flow.update', { flowId, details: more })).toBe('[]');
		expectIgnored();
	});
});

describe('of an Integration App, too,', () => {
	const more = '{"pageProcesors": [{"type": "import"}]}';

	test('one field of several is named', async () => {
		bench.switches.integrationAppPut = 'applied';
		const app = bench.state.addFlow({ name: 'App', _connectorId: 'app', pageProcessors: [{}] });
		const parameters = { flowId: chosen(app._id), details: { name: 'Mine', more } };
		expect((await remarks('flow.update', parameters)).match(dropped)?.[2]).toBe('pageProcesors');
		expectIgnored();
	});

	test('a creation is none of an update', async () => {
		const body = { _id: 'f'.repeat(24), name: 'Returns', disabled: true, _connectorId: 'app' };
		bench.faults.add({ method: 'POST', answer: { status: 201, body } });
		const said = (await remarks('flow.create', { name: 'Returns', details: { more } })).match(dropped);
		expect(said?.slice(1)).toEqual(['creation', 'pageProcesors']);
		const others = { ...body, name: 'Other', disabled: false };
		bench.faults.clear();
		bench.faults.add({ method: 'POST', answer: { status: 201, body: others } });
		expect(await remarks('flow.create', { name: 'Returns' })).toContain(
			'accepted the creation of the flow but did not change this Integration App',
		);
	});
});

test('an update that a server accepts and does not carry out is remarked, by PATCH, too', async () => {
	const unchanged = bench.state.flows.get(ids.flowId);
	bench.faults.add({ method: 'PATCH', answer: { status: 204 } });
	expect(await remarks('flow.update', { flowId, details: { name: 'New name' } })).toMatch(dropped);
	bench.faults.add({ method: 'PUT', answer: { status: 200, body: { ...unchanged } } });
	const details = { more: '{"pageProcessors": []}' };
	expect(await remarks('flow.update', { flowId, details })).toMatch(dropped);
});

describe('what Celigo keeps in another form is no other value', () => {
	const sent = {
		description: '  New words\n',
		aliases: [{ alias: 'a' }, { alias: 'b' }],
		startsAt: '2026-01-01T00:00:00Z',
		count: '5',
		disabled: false,
		runPageGeneratorsInParallel: false,
		routers: [{ name: 'First', branches: [] }],
		lastModified: '2020-01-01T00:00:00.000Z',
	};
	const kept = {
		description: 'New words',
		aliases: [
			{ alias: 'b', _id: '2' },
			{ alias: 'a', _id: '1' },
		],
		startsAt: '2026-01-01T00:00:00.000Z',
		count: 5,
		routers: [{ id: 'r', name: 'First' }],
	};
	const update = { flowId, details: { more: JSON.stringify(sent) } };
	const returned = (body: object) =>
		bench.faults.add({ method: 'PUT', answer: { body: { _id: ids.flowId, ...body } } });

	test('such as trimmed texts, added IDs, times, numbers, and what is empty', async () => {
		returned({ name: 'Flow', ...kept });
		expect(await remarks('flow.update', update)).toBe('[]');
	});

	test.each([
		['description', { description: 'Old words' }],
		['aliases', { aliases: [{ alias: 'a' }] }],
		['startsAt', { startsAt: '2025-01-01T00:00:00Z' }],
		['count', { count: 6 }],
		['disabled', { disabled: true }],
		['routers', { routers: [{ id: 'r', name: 'Second' }] }],
	])('but another %s is', async (name, other) => {
		returned({ name: 'Flow', ...kept, ...other });
		expect((await remarks('flow.update', update)).match(dropped)?.[2]).toBe(name);
	});

	test('and a response of little more than the ID says nothing', async () => {
		returned({});
		expect(await remarks('flow.update', update)).toBe('[]');
	});
});
