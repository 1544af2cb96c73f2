import { expect, test } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { forEachTest } from '../../lifecycle';
import { chosen, PortBench } from './bench';

/** An operation of which the second item is wrong in what only its fields together show. */
interface Case {
	operation: string;
	parameters: INodeParameters;
	/** What `{{ $json.value }}` is of an item that is right, and of one that is wrong. */
	right: string;
	wrong: string;
	refusal: RegExp;
	/** What the right item returns. */
	output: IDataObject;
}

const value = '={{ $json.value }}';
const integrationId = chosen('on-call');
const [morning, noon, evening] = ['08', '12', '18'].map((hour) => `2026-01-01T${hour}:00:00Z`);

const cases: Record<string, Case> = {
	'the ID of a Port-hosted integration': {
		operation: 'create',
		parameters: {
			installationId: value,
			installationAppType: 'gitlab-v2',
			details: { installationType: 'Saas', integrationSpec: '{}' },
		},
		right: 'hosted',
		wrong: 'Hosted_1',
		refusal: /"Hosted_1" cannot be the installation ID/,
		output: { installationId: 'hosted' },
	},
	'the specification of a Port-hosted integration': {
		operation: 'create',
		parameters: {
			installationId: '={{ $json.id }}',
			installationAppType: 'gitlab-v2',
			details: { installationType: 'Saas', integrationSpec: value },
		},
		right: '{}',
		wrong: '',
		refusal: /'Integration Specification \(JSON\)' is missing/,
		output: { installationId: 'first' },
	},
	'an update of nothing': {
		operation: 'update',
		parameters: { integrationId, details: { more: value } },
		right: '{"title": "New title"}',
		wrong: '{}',
		refusal: /'Update Fields' is empty/,
		output: { title: 'New title' },
	},
	'an update that would remove the mapping': {
		operation: 'update',
		parameters: { integrationId, details: { more: value } },
		right: '{"title": "New title"}',
		wrong: '{"config": null}',
		refusal: /'Additional Fields \(JSON\)' has no mapping under "config"/,
		output: { title: 'New title' },
	},
	'an update that merges nothing': {
		operation: 'update',
		parameters: { integrationId, details: { title: 'x', config: value } },
		right: '{"a": 1}',
		wrong: '{}',
		refusal: /'Config \(JSON\)' is empty/,
		output: { title: 'x' },
	},
	'a config that merges nothing': {
		operation: 'updateConfig',
		parameters: { integrationId, config: value },
		right: '{"a": 1}',
		wrong: '{}',
		refusal: /'Config \(JSON\)' is empty/,
		output: { installationId: 'on-call' },
	},
	'the times of a log': {
		operation: 'getLogs',
		parameters: { integrationId, filters: { from: value, to: noon ?? '' } },
		right: morning ?? '',
		wrong: evening ?? '',
		refusal: /'From' is later than 'To'/,
		output: { message: 'in time' },
	},
	'the times of the audit log': {
		operation: 'getMany',
		parameters: { resource: 'auditLog', from: value, to: noon ?? '' },
		right: morning ?? '',
		wrong: evening ?? '',
		refusal: /'From' is later than 'To'/,
		output: { message: 'in time' },
	},
	'the times of the audit log without an end': {
		operation: 'getMany',
		parameters: { resource: 'auditLog', from: value },
		right: morning ?? '',
		wrong: '2999-01-01T00:00:00Z',
		refusal: /'From' is later than 'To'/,
		output: { message: 'in time' },
	},
};

let bench: PortBench;

forEachTest(async () => {
	bench = await PortBench.start();
	const timestamp = '2026-01-01T10:00:00.000Z';
	bench.simulator.state.addLog('on-call', { message: 'in time', timestamp });
	bench.simulator.state.addAudit({ message: 'in time', at: timestamp });
	return bench;
});

test.each(Object.entries(cases))(
	'%s: nothing is sent when a later item is wrong, unless the node goes on',
	async (_name, { operation, parameters, right, wrong, refusal, output }) => {
		const items = [
			{ id: 'first', value: right },
			{ id: 'second', value: wrong },
		];
		const { error } = await bench.run(operation, parameters, { items });
		expect(error?.message).toMatch(refusal);
		expect(error?.description).toMatch(/othing was sent/);
		expect([...bench.simulator.requests]).toEqual([]);
		const run = await bench.run(operation, parameters, { items, onError: 'continueRegularOutput' });
		expect(run.items).toMatchObject([
			{ json: output, pairedItem: { item: 0 } },
			{ json: { error: expect.stringMatching(refusal) }, pairedItem: { item: 1 } },
		]);
	},
);
