import { expect, test } from '@jest/globals';

import { USER_AGENT } from '../../../core/request/userAgent';
import { name, version } from '../../../package.json';

test('the user agent names this package and its version', () => {
	expect(USER_AGENT).toBe(`${name}/${version}`);
});
