import { describe, expect, test } from '@jest/globals';
import { difference, get } from 'lodash';

import { forEachTest } from '../../lifecycle';
import { chosen, PortBench } from './bench';

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

function patches() {
	return [...bench.simulator.requests].filter(({ method }) => method === 'PATCH');
}

function specOf(installationId: string) {
	return bench.simulator.state.installation(installationId).record['spec'];
}

test('what Port and the node say of an integration is not written back with its record: its health still follows its resyncs', async () => {
	const integrationId = chosen('on-call');
	bench.simulator.resyncs.run('on-call');
	const records = await bench.json('get', { integrationId, simplify: false });
	const more = '={{ ({ ...$json, title: "New title" }) }}';
	const updated = await bench.run('update', { integrationId, details: { more } }, { items: records });
	expect(updated.error).toBeUndefined();
	expect(Object.keys(patches()[0]?.body ?? {})).not.toEqual(
		expect.arrayContaining([expect.stringMatching(/^(status|_id|installationId|resyncState|createdAt)$/)]),
	);
	expect(bench.simulator.state.installation('on-call').record['title']).toBe('New title');
	bench.simulator.resyncs.run('on-call', { status: 'failed', message: 'Quota exceeded' });
	expect(await bench.json('getHealth', { integrationId })).toMatchObject([{ status: 'ERROR' }]);
});

/** What Port's documents say of a PATCH, and of the record that may be given whole. */
const CHANGEABLE = [
	'actionsProcessingEnabled',
	'changelogDestination',
	'config',
	'incrementalSyncEnabled',
	'installationAppType',
	'installationType',
	'spec',
	'title',
	'version',
];

describe.each([
	['get', true],
	['get', false],
	['resync', true],
	['resync', false],
	['waitForResync', true],
	['waitForResync', false],
] as const)('the record that %s returns (simplified: %s)', (operation, simplify) => {
	test('changes by Update only what can be changed', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		const ingestUrl = 'https://ingest.example.com';
		Object.assign(record, { clientId: '', metricAttributes: { ingestUrl }, ingestAttributes: { ingestUrl } });
		bench.simulator.resyncs.run('on-call');
		const integrationId = chosen('on-call');
		const records = await bench.json(operation, { integrationId, simplify });
		bench.simulator.requests.clear();
		const more = '={{ ({ ...$json, title: "New title" }) }}';
		const { error } = await bench.run('update', { integrationId, details: { more } }, { items: records });
		expect(error).toBeUndefined();
		expect(record.title).toBe('New title');
		const sent = Object.keys(patches()[0]?.body ?? {});
		expect(simplify ? sent : difference(sent, CHANGEABLE)).toEqual(simplify ? ['title'] : []);
	});

	test('makes no integration by Create that looks like it', async () => {
		bench.simulator.resyncs.run('on-call');
		const records = await bench.json(operation, { integrationId: chosen('on-call'), simplify });
		const details = { more: '={{ $json }}' };
		const given = { installationId: 'copy', installationAppType: 'pagerduty', details };
		const { error } = await bench.run('create', given, { items: records });
		expect(error).toBeUndefined();
		const sent = Object.keys(bench.simulator.requests.all({ path: '/v1/integration' }).at(-1)?.body ?? {});
		expect(difference(sent, [...CHANGEABLE, 'installationId'])).toEqual([]);
		expect(bench.simulator.state.installation('copy').record).not.toHaveProperty('resyncState');
	});
});

test('the record of another integration is refused before anything is sent', async () => {
	const details = { more: JSON.stringify({ installationId: 'my-gitlab', title: 'New title' }) };
	const { error } = await bench.run('update', { integrationId: chosen('on-call'), details });
	expect(error?.message).toContain('the record of another integration, "my-gitlab"');
	expect([...bench.simulator.requests]).toEqual([]);
});

test.each(['appSpec', 'integrationSpec'])('a specification without a value erases none: %s', async (name) => {
	const before = structuredClone(specOf('my-gitlab'));
	const more = `={{ ({ title: 'New title', spec: { ${name}: $json.nope } }) }}`;
	const { error } = await bench.run('update', { integrationId: chosen('my-gitlab'), details: { more } });
	expect(error).toBeUndefined();
	expect(specOf('my-gitlab')).toEqual(before);
});

test.each([{}, { systemSpec: {} }])('what stands beside a part of `spec` stays: %j', async (spec) => {
	const before = structuredClone(specOf('my-gitlab'));
	const more = JSON.stringify({ title: 'New title', spec });
	const { error } = await bench.run('update', { integrationId: chosen('my-gitlab'), details: { more } });
	expect(error).toBeUndefined();
	expect(specOf('my-gitlab')).toHaveProperty('integrationSpec', get(before, 'integrationSpec'));
});

test.each(['replace', 'merge'])('a whole integration is no mapping (%s)', async (mode) => {
	const integrationId = chosen('my-gitlab');
	const records = await bench.json('get', { integrationId, simplify: false });
	const given = { integrationId, config: '={{ $json }}', mode };
	const { error } = await bench.run('updateConfig', given, { items: records });
	expect(error?.message).toContain('not the whole integration');
	expect(patches()).toEqual([]);
});

test('the record of another integration is known by its identifier where it has no installation ID', async () => {
	const details = { more: JSON.stringify({ identifier: 'my-gitlab', title: 'New title' }) };
	const { error } = await bench.run('update', { integrationId: chosen('on-call'), details });
	expect(error?.message).toContain('the record of another integration, "my-gitlab"');
	expect([...bench.simulator.requests]).toEqual([]);
});

test('an identifier that is not the installation ID is no other integration', async () => {
	const record = { installationId: 'on-call', identifier: '1234', title: 'New title' };
	const details = { more: JSON.stringify(record) };
	const { error } = await bench.run('update', { integrationId: chosen('on-call'), details });
	expect(error).toBeUndefined();
	expect(patches().map(({ body }) => body)).toEqual([{ title: 'New title' }]);
});

test('a `spec` without a value changes nothing, and starts no resync', async () => {
	const details = { more: JSON.stringify({ spec: null }) };
	const { error } = await bench.run('update', { integrationId: chosen('my-gitlab'), details });
	expect(error?.message).toContain("'Update Fields' is empty");
	expect([...bench.simulator.requests]).toEqual([]);
});

test.each([[[]], ['text'], [0]])('a `spec` that is no object is refused: %j', async (spec) => {
	const details = { more: JSON.stringify({ title: 'New title', spec }) };
	const { error } = await bench.run('update', { integrationId: chosen('my-gitlab'), details });
	expect(error?.message).toContain('has a "spec" that is no object');
	expect([...bench.simulator.requests]).toEqual([]);
});

const NO_MAPPINGS = [
	{ installationId: 'my-gitlab', config: null },
	{ installationId: 'my-gitlab', status: 'ACTIVE' },
	{ identifier: 'my-gitlab', config: { resources: [] } },
	{ title: 'My GitLab', config: { resources: [] } },
	{ spec: { appSpec: {} }, config: null },
	{ ok: true, config: { resources: [] } },
	{ ok: true, integration: { installationId: 'my-gitlab', config: { resources: [] } } },
	{ integration: { config: { resources: [] } } },
];

describe.each(['updateConfig', 'compareConfig'])('%s', (operation) => {
	test.each(NO_MAPPINGS)('takes no integration for a mapping: %j', async (record) => {
		const given = { integrationId: chosen('my-gitlab'), config: JSON.stringify(record), mode: 'replace' };
		const { error } = await bench.run(operation, given);
		expect(error?.message).toContain('not the whole integration');
		expect([...bench.simulator.requests]).toEqual([]);
	});

	test.each([
		{ config: { a: 1 }, resources: [], title: 'Extra' },
		{ config: { a: 1 }, repositories: ['service'] },
		{ integration: { name: 'my-gitlab' } },
	])('takes extra keys of a mapping for what they are: %j', async (config) => {
		const { record } = bench.simulator.state.installation('12345678');
		const stored = operation === 'updateConfig' ? config : structuredClone(record.config);
		const given = { integrationId: chosen('12345678'), config: JSON.stringify(config), mode: 'replace' };
		const { error } = await bench.run(operation, given);
		expect(error).toBeUndefined();
		expect(record.config).toEqual(stored);
	});

	test('takes no simplified integration for a mapping', async () => {
		const integrationId = chosen('my-gitlab');
		const records = await bench.json('get', { integrationId, simplify: true });
		const given = { integrationId, config: '={{ $json }}', mode: 'replace' };
		const { error } = await bench.run(operation, given, { items: records });
		expect(error?.message).toContain('not the whole integration');
		expect(error?.description).toContain("'Simplify'");
		expect(patches()).toEqual([]);
	});
});
