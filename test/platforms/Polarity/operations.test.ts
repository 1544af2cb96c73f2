import { describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { Polarity } from '../../../nodes/Polarity/Polarity.node';
import { forEachTest } from '../../lifecycle';
import { PolarityBench } from './bench';
import { operationCases as cases } from './operationCases';

let bench: PolarityBench;
forEachTest(async () => (bench = await PolarityBench.start()));

const dropdown = (name: string): INodeProperties[] =>
	new Polarity().description.properties.filter((property) => property.name === name);
const valuesOf = (property: INodeProperties | undefined) =>
	(property?.options ?? []).flatMap((option) => ('value' in option ? [String(option.value)] : []));
const offered = valuesOf(dropdown('resource')[0]).flatMap((resource) =>
	dropdown('operation')
		.filter(({ displayOptions }) => displayOptions?.show?.['resource']?.includes(resource))
		.flatMap(valuesOf)
		.map((operation) => `${resource}/${operation}`),
);

describe('every operation of the dropdowns', () => {
	test('there are as many as there are cases', () => {
		expect(offered).toHaveLength(11);
		expect(Object.keys(cases).sort()).toEqual([...offered].sort());
	});

	test.each(offered)('%s', async (name) => {
		const run = cases[name];
		if (run === undefined) throw new Error(`${name} is offered and has no test`);
		await run(bench);
	});
});
