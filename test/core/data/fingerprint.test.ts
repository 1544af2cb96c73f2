import { expect, test } from '@jest/globals';

import { fingerprint } from '../../../core/data/fingerprint';

test('is short, the same for the same message, and another one for another platform, kind or code', () => {
	const one = fingerprint('Record 12 is missing', 'celigo', 'stepError', '404');
	expect(one).toMatch(/^[\w-]{12}$/);
	expect(fingerprint('Record 13 is missing', 'celigo', 'stepError', '404')).toBe(one);
	expect(fingerprint('Record 12 is missing', 'port', 'stepError', '404')).not.toBe(one);
	expect(fingerprint('Record 12 is missing', 'celigo', 'failedJob', '404')).not.toBe(one);
	expect(fingerprint('Record 12 is missing', 'celigo', 'stepError', null)).not.toBe(one);
});
