import { describe, expect, test } from '@jest/globals';

import { outputProperties, selected, toolOutput } from '../../../core/operation/toolOutput';

const idFields = ['id', '_id', 'installationId', 'integrationId'];
const given = (fields: Readonly<Record<string, unknown>>) => (name: string) => fields[name] ?? '';

describe('what a tool returns of a record', () => {
	test('is what Output is set to', () => {
		expect(toolOutput(given({ toolOutput: 'raw' }), 'UTC')).toBe('raw');
		expect(toolOutput(given({ toolOutput: 'simplified' }), 'UTC')).toBe('simplified');
		const fields = { toolOutput: 'selectedFields', selectedFields: 'name, lastErrorAt' };
		expect(toolOutput(given(fields), 'UTC')).toEqual(['name', 'lastErrorAt']);
	});

	test('is not decided here where the node is no tool', () => {
		expect(toolOutput(given({}), 'UTC')).toBeUndefined();
	});

	test('is refused where it is something else, or no field is listed', () => {
		expect(() => toolOutput(given({ toolOutput: 'all' }), 'UTC')).toThrow(`'Output': "all" is not one of`);
		expect(() => toolOutput(given({ toolOutput: 'selectedFields' }), 'UTC')).toThrow(
			"'Fields' must not be empty",
		);
	});
});

describe('selected fields', () => {
	test('come with the ID, those that are missing as null, and those inside others', () => {
		const record = { id: 7, name: 'A', attributes: { age: 3 } };
		expect(selected(record, ['attributes.age', 'x'], idFields, record)).toEqual({
			id: 7,
			'attributes.age': 3,
			x: null,
		});
	});

	test('are those of the short form where the record has none of that name', () => {
		const record = { id: 7, status: 'up', title: null, attributes: { name: 'A' } };
		const short = { id: '7', name: 'A', status: 'UP', title: 'B', errors: null };
		expect(selected(record, ['name', 'status', 'title', 'errors'], idFields, short)).toEqual({
			id: 7,
			name: 'A',
			status: 'up',
			title: 'B',
			errors: null,
		});
	});

	test('come with every ID by which an operation may find the record, or what it belongs to', () => {
		const record = {
			_id: 'j1',
			retry_count: 2,
			installationId: 'my-gitlab',
			integrationId: 'i1',
			status: 'ERROR',
		};
		expect(selected(record, ['status'], idFields, record)).toEqual({
			_id: 'j1',
			installationId: 'my-gitlab',
			integrationId: 'i1',
			status: 'ERROR',
		});
	});
});

test('Output is shown in tools only, Simplify elsewhere only', () => {
	const shown = { resource: ['thing'], operation: ['get'] };
	expect(outputProperties(shown).map(({ name, displayOptions }) => ({ name, ...displayOptions }))).toEqual([
		{ name: 'simplify', show: shown, hide: { '@tool': [true] } },
		{ name: 'toolOutput', show: { ...shown, '@tool': [true] } },
		{ name: 'selectedFields', show: { ...shown, '@tool': [true], toolOutput: ['selectedFields'] } },
	]);
});
