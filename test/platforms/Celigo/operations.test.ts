import { describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { textOf } from '../../../core/data/json';
import { Celigo } from '../../../nodes/Celigo/Celigo.node';
import { forEachTest } from '../../lifecycle';
import { CeligoBench, valuesOf } from './bench';
import { accountCases } from './accountCases';
import { flowCases } from './flowCases';
import { integrationCases } from './integrationCases';
import { jobCases } from './jobCases';
import { revisionCases } from './revisionCases';

const cases = { ...integrationCases, ...flowCases, ...jobCases, ...revisionCases, ...accountCases };

let bench: CeligoBench;

forEachTest(async () => (bench = await CeligoBench.start()));

describe('simplified, or as the platform says it where there is no such switch', () => {
	test.each(Object.entries(cases))('%s', async (task, { parameters, prepare, ...expected }) => {
		prepare?.(bench);
		const run = await bench.run(task, parameters);
		expect(run.error).toBeUndefined();
		const asked = expected.isUnordered ? bench.asked().sort() : bench.asked();
		expect(asked).toEqual(expected.asked);
		expect(bench.sent()).toEqual(expected.body === undefined ? [] : [expected.body]);
		expect(run.json).toEqual(expected.output);
		for (const { pairedItem } of run.items) expect(pairedItem).toEqual({ item: 0 });
	});
});

describe('raw', () => {
	const withSwitch = Object.entries(cases).filter(([, { raw }]) => raw !== undefined);

	test.each(withSwitch)('%s', async (task, { parameters, prepare, raw = [] }) => {
		prepare?.(bench);
		const answered = await bench.json(task, { ...parameters, simplify: false });
		expect(answered).toMatchObject(raw);
		expect(answered).toHaveLength(raw.length);
	});
});

test('every operation of the dropdowns has a run above, and every Simplify switch both ways', () => {
	const { properties } = new Celigo().description;
	const shownFor = (name: string) => properties.filter((property) => property.name === name);
	const shown = ({ displayOptions }: INodeProperties, key: string) =>
		textOf(displayOptions?.show?.[key]?.[0]);
	const offered = shownFor('operation').flatMap((property) =>
		valuesOf(property).map((value) => `${shown(property, 'resource')}.${value}`),
	);
	expect(offered.sort()).toEqual(Object.keys(cases).sort());
	const simplified = shownFor('simplify').map(
		(property) => `${shown(property, 'resource')}.${shown(property, 'operation')}`,
	);
	const bothWays = Object.entries(cases).filter(([, { raw }]) => raw !== undefined);
	expect(simplified.sort()).toEqual(bothWays.map(([task]) => task).sort());
});

test('no field hides another one of the same operation', () => {
	const { properties } = new Celigo().description;
	for (const task of Object.keys(cases)) {
		const [resource = '', operation = ''] = task.split('.');
		const names = properties
			.filter(({ displayOptions: { show = {} } = {} }) =>
				Object.entries({ resource, operation }).every(([key, value]) => show[key]?.includes(value) ?? true),
			)
			.map(({ name }) => name);
		expect({ task, names }).toEqual({ task, names: [...new Set(names)] });
	}
});
