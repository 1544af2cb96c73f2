import { describe, expect, test } from '@jest/globals';

import { choice, text, when } from '../../../core/field/fields';
import { operation, resource } from '../../../core/operation/Operation';
import { nodeProperties } from '../../../core/operation/properties';
import { thingsPlatform } from '../thingsPlatform';
import { output } from './fileOrUrl';

const name = text({ displayName: 'Name' });
const nothing = async () => await Promise.resolve(undefined);
const getMany = operation({
	name: 'Get Many',
	action: 'Get many things',
	description: 'Many of them',
	fields: {
		by: choice({ displayName: 'By', options: [{ name: 'Name', value: 'name' }], default: 'name' }),
		name: when({ by: ['name'] }, name),
	},
	simplify: (record) => record,
	list: async function* () {},
});
const download = operation({
	name: 'Download',
	action: 'Download a thing',
	fields: { name },
	returnsFile: true,
	run: nothing,
});
const close = operation({ name: 'Close', action: 'Close an account', fields: {}, run: nothing });
const resources = [resource('Some Thing', [getMany, download]), resource('Account', [close])];

describe('the fields of a node', () => {
	const properties = nodeProperties(thingsPlatform(), resources);
	const shownFor = (operationValue: string) =>
		properties
			.filter(({ displayOptions }) => displayOptions?.show?.['operation']?.includes(operationValue))
			.map((property) => property.name);

	test('begin with resources and operations, sorted, with their actions', () => {
		expect(properties[0]).toMatchObject({
			name: 'resource',
			default: 'account',
			options: [
				{ name: 'Account', value: 'account' },
				{ name: 'Some Thing', value: 'someThing' },
			],
		});
		expect(properties.filter((property) => property.name === 'operation')).toMatchObject([
			{ default: 'close', displayOptions: { show: { resource: ['account'] } } },
			{
				default: 'getMany',
				displayOptions: { show: { resource: ['someThing'] } },
				options: [
					{
						name: 'Download',
						value: 'download',
						action: 'Download a thing',
						description: 'Download a thing',
					},
					{ name: 'Get Many', value: 'getMany', action: 'Get many things', description: 'Many of them' },
				],
			},
		]);
	});

	test('hold what each operation asks for, and what its results bring along', () => {
		expect(shownFor('getMany')).toEqual([
			'by',
			'name',
			'returnAll',
			'limit',
			'simplify',
			'toolOutput',
			'selectedFields',
		]);
		expect(shownFor('download')).toEqual(['name', 'binaryPropertyName']);
		expect(shownFor('close')).toEqual([]);
		expect(properties.at(-1)?.name).toBe('options');
	});

	test('are shown under the conditions of the operation and their own', () => {
		expect(properties.find((property) => property.name === 'limit')?.displayOptions).toEqual({
			show: { resource: ['someThing'], operation: ['getMany'], returnAll: [false] },
		});
		expect(properties.find((property) => property.name === 'name')?.displayOptions).toEqual({
			show: { resource: ['someThing'], operation: ['getMany'], by: ['name'] },
		});
	});

	test('ask for the field of a file only while the operation returns one', () => {
		const returnsFile = { output: ['file'] };
		const backup = operation({
			name: 'Back Up',
			action: 'Back up account',
			fields: { output },
			returnsFile,
			run: nothing,
		});
		const shown = nodeProperties(thingsPlatform(), [resource('Account', [backup])]);
		expect(shown.find((field) => field.name === 'binaryPropertyName')?.displayOptions).toEqual({
			show: { resource: ['account'], operation: ['backUp'], ...returnsFile },
		});
	});

	test('open on looking, where a resource has no list', () => {
		const named = (name: string) => operation({ name, action: `${name} account`, fields: {}, run: nothing });
		const account = resource('Account', [named('Cancel'), named('Get')]);
		const dropdown = nodeProperties(thingsPlatform(), [account]).find((field) => field.name === 'operation');
		expect(dropdown?.default).toBe('get');
	});

	test('open on the integration, where the platform has it', () => {
		const withIntegration = [...resources, resource('Integration', [close])];
		expect(nodeProperties(thingsPlatform(), withIntegration)[0]?.default).toBe('integration');
	});

	test('are a fresh array every time: n8n writes into the one it gets', () => {
		const [first, ...rest] = nodeProperties(thingsPlatform(), resources);
		Object.assign(first ?? {}, { name: 'written into' });
		for (const property of rest) Object.assign(property, { default: 'changed' });
		expect(nodeProperties(thingsPlatform(), resources)).toEqual(properties);
	});
});
