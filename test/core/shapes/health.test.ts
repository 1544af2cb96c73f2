import { expect, test } from '@jest/globals';

import { healthRecord, simplifyHealth } from '../../../core/shapes/health';

test('the short form of a health leaves out the records behind it', () => {
	const lastError = { message: 'no', occurredAt: null };
	const health = {
		platform: 'things',
		integrationId: '1',
		integrationName: null,
		status: 'ERROR' as const,
		lastRunAt: null,
		openErrors: 2,
		raw: { id: 1 },
	};
	expect(simplifyHealth(healthRecord({ ...health, lastError }))).toEqual({
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
	expect(healthRecord({ ...health, lastError: null })).toMatchObject({ lastError: null, raw: { id: 1 } });
});
