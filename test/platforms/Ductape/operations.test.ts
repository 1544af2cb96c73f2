import { describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';

import { Ductape } from '../../../nodes/Ductape/Ductape.node';
import { forEachTest } from '../../lifecycle';
import { DuctapeBench } from './bench';
import { operationCases as cases } from './operationCases';

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

describe('every operation', () => {
	test.each(Object.keys(cases))('%s', async (name) => {
		await cases[name]?.(bench);
	});

	test('of the dropdowns has a run among the cases', () => {
		const { properties } = new Ductape().description;
		const offered = properties
			.filter(({ name }) => name === 'operation')
			.flatMap((property) => {
				const [resource] = property.displayOptions?.show?.['resource'] ?? [];
				return values(property).map((operation) => `${resource as string}/${operation}`);
			});
		expect(offered.sort()).toEqual(Object.keys(cases).sort());
	});
});

function values({ options = [] }: INodeProperties): string[] {
	return options.map((option) => ('value' in option ? String(option.value) : ''));
}
