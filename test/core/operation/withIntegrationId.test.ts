import { expect, test } from '@jest/globals';

import { withIntegrationId } from '../../../core/operation/withIntegrationId';

test.each([
	["the record's own", { _of: 'own' }, { integrationId: 'chosen' }, 'own'],
	['the chosen one', {}, { integrationId: 'chosen' }, 'chosen'],
	['null where neither is known', {}, {}, null],
	['null without values', {}, undefined, null],
])('a short form has the ID of its integration: %s', (_which, record, values, integrationId) => {
	const short = withIntegrationId(['name'], '_of');
	expect(short({ ...record, name: 'a' }, values)).toEqual({ name: 'a', integrationId });
});

test('without a key of its own a record has that of the chosen one', () => {
	const short = withIntegrationId(() => ({ shown: 1 }));
	expect(short({ _of: 'own' }, { integrationId: 'chosen' })).toEqual({ shown: 1, integrationId: 'chosen' });
});
