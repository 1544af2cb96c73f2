import { expect, test } from '@jest/globals';

import { requestError } from '../../../core/request/failures';
import { thingsPlatform } from '../things';

const node = { id: '1', name: 'Things', type: 'things', typeVersion: 1, parameters: {} };

test.each([
	[undefined, /could not be made.*Check the credential/],
	['ECONNRESET', /No answer came/],
])('without an answer, code %s: the hint fits', (networkCode, hint) => {
	const place = { node: { ...node, position: [0, 0] as [number, number] }, task: 'Thing: Get' };
	const message = 'The server refused to sign in';
	const failed = { method: 'GET', path: '/things', networkCode, message, tries: 1 } as const;
	const error = requestError(place, thingsPlatform(), failed);
	expect(error.message).toBe('Things: The server refused to sign in');
	expect(error.description).toMatch(hint);
});
