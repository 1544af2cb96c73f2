import { expect, test } from '@jest/globals';

import { simplifyHealth, type IntegrationHealth } from '../../../core/shapes/health';

test('the short form of a health leaves out the records behind it', () => {
	const health: IntegrationHealth = {
		platform: 'things',
		integrationId: '1',
		integrationName: null,
		status: 'ERROR',
		lastError: { message: 'no', occurredAt: null },
		lastRunAt: null,
		openErrors: 2,
		raw: { id: 1 },
	};
	expect(simplifyHealth(health)).toEqual({
		platform: 'things',
		integrationId: '1',
		integrationName: null,
		status: 'ERROR',
		lastErrorMessage: 'no',
		lastErrorAt: null,
		lastRunAt: null,
		openErrors: 2,
		url: null,
	});
	expect(simplifyHealth({ ...health, lastError: null })).toMatchObject({
		lastErrorMessage: null,
		lastErrorAt: null,
	});
});
