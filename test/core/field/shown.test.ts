import { expect, test } from '@jest/globals';

import { integer, text, when } from '../../../core/field/fields';
import { fieldsShownFor, namedProperties } from '../../../core/field/shown';

const size = integer({ displayName: 'Size', default: 1, min: 0, max: 10 });
const name = text({ displayName: 'Name' });

test('what n8n gets is a copy that it may write into', () => {
	const [first] = namedProperties({ size: size });
	Object.assign(first?.typeOptions ?? {}, { minValue: -1 });
	expect(namedProperties({ size: size })).toMatchObject([
		{ name: 'size', typeOptions: { minValue: 0, maxValue: 10 } },
	]);
});

test('a field is shown under the conditions of its operation and its own', () => {
	const deep = when({ kind: ['blue'] }, when({ isDeep: [true] }, name));
	expect(fieldsShownFor({ plain: name, deep }, { operation: ['get'] })).toMatchObject([
		{ name: 'plain', displayOptions: { show: { operation: ['get'] } } },
		{ name: 'deep', displayOptions: { show: { operation: ['get'], kind: ['blue'], isDeep: [true] } } },
	]);
});
