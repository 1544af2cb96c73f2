import { describe, expect, test } from '@jest/globals';

import { WiderSources } from '../../../core/trigger/WiderSources';
import { cursorFrom, readFrom } from '../../../core/trigger/errorCursor';
import type { NewSources } from '../../../core/trigger/baseline';
import type { Kept } from '../../../core/trigger/keptEvents';
import { KnownSources } from '../../../core/trigger/KnownSources';
import { anError } from './anError';

const LATE_WINDOW_MS = 600_000;
const HOUR_MS = 3_600_000;
const nowMs = Date.UTC(2024, 0, 15, 12);
const before = new KnownSources().with([{ key: 'flow' }]);
const partOf = ({ code }: { code: string | null }) => code ?? undefined;
const [integration, flow] = [{ key: 'integration', partOf }, { key: 'flow' }];

const wider = (newSources: NewSources, kept: Partial<Kept> = { sources: before }) =>
	new WiderSources({ newSources, kept: { parameters: '', ...kept } }, LATE_WINDOW_MS);

describe('a source is wider than what was watched before', () => {
	test('when it is new, may be made of others, and something was watched', () => {
		expect(wider('known').has(integration)).toBe(true);
		expect(wider('known').has(flow)).toBe(false);
		expect(wider('known').has({ key: 'flow', partOf })).toBe(false);
		expect(wider('known', {}).has(integration)).toBe(false);
	});

	test('until it could be read', () => {
		expect(wider('followed').has(integration)).toBe(false);
		const kept = wider('known').kept([integration, flow]);
		expect(kept).toEqual({ before, unread: ['integration'] });
		expect(wider('followed', { wider: kept }).has(integration)).toBe(true);
		expect(wider('known').kept([flow])).toBeUndefined();
	});
});

test('of what was watched before may be emitted what came since; of the rest what is wanted of new sources', async () => {
	const state = readFrom(cursorFrom(nowMs), 'flow', nowMs - HOUR_MS);
	expect(wider('known').sinceMs(state, nowMs - LATE_WINDOW_MS)).toBe(nowMs - HOUR_MS);
	const may = async (newSources: NewSources, code: string, timeMs: number) => {
		const mayEmit = wider(newSources).mayEmit(state, integration);
		return (await mayEmit({ ...anError('e', timeMs), code }))(timeMs, { second: timeMs / 1000, id: 'e' });
	};
	expect(await may('known', 'flow', nowMs - HOUR_MS + 1000)).toBe(true);
	expect(await may('known', 'flow', nowMs - HOUR_MS - 1000)).toBe(false);
	expect(await may('known', 'another flow', nowMs)).toBe(false);
	expect(await may('emitted', 'another flow', nowMs - 24 * HOUR_MS)).toBe(true);
	expect(await may('emitted', 'flow', nowMs - 24 * HOUR_MS)).toBe(false);
});
