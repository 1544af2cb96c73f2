import { expect, test } from '@jest/globals';

import { apiPath } from '../../../core/field/apiPath';
import { readField } from '../../../core/field/Field';

const read = (given: unknown) => readField(apiPath('/things'), given, { timeZone: 'UTC' });

test('a path is read as a route, and shown by an example', () => {
	expect(read('things/a b')).toMatchObject({ path: '/things/a%20b' });
	expect(apiPath('/things').property).toMatchObject({ required: true, placeholder: 'e.g. /things' });
});

test.each([
	['', "'Path' must not be empty"],
	['/a/../b', "'Path' must not contain . or .. as a part"],
	['/a/[redacted]', `'Path' contains "[redacted]"`],
])('%j is refused', (given, message) => {
	expect(() => read(given)).toThrow(message);
});
