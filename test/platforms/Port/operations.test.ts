import { expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { Port } from '../../../nodes/Port/Port.node';
import { forEachTest } from '../../lifecycle';
import { PortBench } from './bench';
import { operationCases as cases } from './operationCases';

const internalId = /integration_[0-9a-f]{16}/g;

let bench: PortBench;

forEachTest(async () => (bench = await PortBench.start()));

test.each(Object.entries(cases))('%s', async (name, { parameters, asked, body, output, prepare }) => {
	const [resource = '', operation = ''] = name.split('.');
	prepare?.(bench);
	const found = await bench.json(operation, { resource, ...parameters });
	expect(bench.asked().map((line) => line.replace(internalId, 'ID'))).toEqual(asked);
	expect(bench.simulator.requests.last()?.body).toEqual(body);
	expect(found).toMatchObject(output);
	expect(found).toHaveLength(output.length);
	expect(bench.simulator.requests.count({ path: '/v1/auth/access_token' })).toBe(1);
});

test('every operation of the dropdowns has a run above', () => {
	const { properties } = new Port().description;
	const values = (options: INodeProperties['options'] = []) =>
		options.map((option) => ('value' in option ? String(option.value) : ''));
	const offered = properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) => {
			const resource = JSON.stringify(displayOptions?.show?.['resource']).replace(/\W/g, '');
			return values(options).map((value) => `${resource}.${value}`);
		});
	expect(offered.sort()).toEqual(Object.keys(cases).sort());
});
