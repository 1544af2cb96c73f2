import { expect, test } from '@jest/globals';

import { FieldError } from '../../../core/data/FieldError';

test('says what is wrong with a value, and perhaps what to do', () => {
	const refusal = new FieldError('must be 5 or less', 'Give it in hours.');
	expect(refusal).toBeInstanceOf(Error);
	expect(refusal).toMatchObject({
		name: 'FieldError',
		message: 'must be 5 or less',
		hint: 'Give it in hours.',
	});
	expect(new FieldError('must be text').hint).toBeUndefined();
});
