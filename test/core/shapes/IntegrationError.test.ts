import { describe, expect, test } from '@jest/globals';

import { errorsOf } from '../../../core/shapes/IntegrationError';

const error = errorsOf('things');
/** The keys of the one error shape, in their order. */
const SHAPE = [
	'occurredAt',
	'severity',
	'integrationName',
	'message',
	'code',
	'url',
	'occurrences',
	'kind',
	'platform',
	'integrationId',
	'errorId',
	'eventId',
	'fingerprint',
	'detail',
];
const complete = {
	...error({ id: 'i1', name: 'Orders' }, 'stepError', '7', '2024-01-15T12:00:00Z'),
	message: 'said no',
	code: '422',
	detail: { stepId: 's1' },
	raw: { id: 7 },
};

describe('what the errors of a platform begin with', () => {
	test('is an error that occurred once, without page and ID, its event ID unique over all platforms', () => {
		expect(error({ id: 'i1', name: 'Orders' }, 'stepError', '7', '2024-01-15 13:00:00+01:00')).toEqual({
			message: '',
			code: null,
			detail: null,
			raw: {},
			occurredAt: '2024-01-15T12:00:00.000Z',
			severity: 'error',
			integrationName: 'Orders',
			url: null,
			occurrences: 1,
			kind: 'stepError',
			platform: 'things',
			integrationId: 'i1',
			errorId: null,
			eventId: 'things:stepError:7',
			fingerprint: null,
		});
	});

	test('may concern no integration, or one without name', () => {
		expect(error(undefined, 'logLine', '7', 0)).toMatchObject({ integrationName: null, integrationId: null });
		expect(error({ id: 'i1', name: null }, 'logLine', '7', 0)).toMatchObject({
			integrationName: null,
			integrationId: 'i1',
		});
	});

	test.each([undefined, null, 'soon'])('occurred when it was seen where the platform says %j', (time) => {
		const before = new Date().toISOString();
		const { occurredAt } = error(undefined, 'logLine', '7', time);
		expect(occurredAt >= before && occurredAt <= new Date().toISOString()).toBe(true);
	});
});

test('every field keeps its position in the shape, in whatever order a platform sets it', () => {
	const { raw, detail, code, message } = complete;
	const common = error({ id: 'i1', name: 'Orders' }, 'stepError', '7', '2024-01-15T12:00:00Z');
	const built = { ...common, raw, detail, code, message, occurrences: 2 };
	expect(Object.keys(built)).toEqual([...SHAPE, 'raw']);
});
