import { beforeEach, describe, expect, it } from '@jest/globals';

import type { Emission } from '../n8n/N8n';
import { polarity } from '../platforms/polarity';
import type { Fact, Watch } from '../platforms/PlatformModel';
import { VirtualTime } from '../time/VirtualTime';
import { Oracle, type Conditions } from './Oracle';

const MINUTE_MS = 60_000;
const usual = { lateWindowMs: 0, readWithinMs: 0, isChoosable: true };
/** A row that counts, and an error that stands for itself. */
const model = { ...polarity, events: { row: usual, error: usual }, keyOf: keyOfItem };
const watch: Watch = {
	events: ['row', 'error'],
	only: [],
	excluded: [],
	variant: 0,
	isByName: false,
	options: {},
};

const well: Conditions = {
	isTroubled: () => false,
	isMissing: () => false,
	isShownEmpty: () => false,
	ticksOfARound: 0,
	isWrong: false,
	emittedOf: () => undefined,
	isPolling: true,
	storesQuietPolls: true,
};

let time: VirtualTime;
let oracle: Oracle;

function keyOfItem(item: object): string {
	return String(Reflect.get(item, 'of'));
}

beforeEach(() => {
	[time, oracle] = begin();
});

function begin(conditions: Partial<Conditions> = {}): [VirtualTime, Oracle] {
	const now = new VirtualTime(Date.UTC(2026, 0, 12, 9));
	return [now, new Oracle(now, model, 3, { ...well, ...conditions }, ['Trigger'], false)];
}

/** Published, with a poll that read everything. */
function publish(change: Partial<Watch> = {}): void {
	oracle.request({ ...watch, ...change });
	oracle.publicationBegan({}, 'update');
	oracle.polled(true, time.nowMs);
	oracle.publicationEnded(true, 'update');
	time.nowMs += 1000;
}

function occur(key: string, change: Partial<Fact> = {}): void {
	const event = key.startsWith('row') ? 'row' : 'error';
	const integration = change.integration ?? 0;
	oracle.add({ key, event, integration, isRise: event === 'row', ...change }, time.nowMs, integration);
}

/** A poll a minute later that emits these; what occurs meanwhile, occurs while it reads. */
function poll(items: Items, meanwhile: () => void = () => undefined): void {
	time.nowMs += MINUTE_MS;
	const beganMs = time.nowMs;
	time.nowMs += 100;
	meanwhile();
	time.nowMs += 100;
	oracle.polled(true, beganMs);
	emit(items, { beganMs, unknownFromMs: time.nowMs });
	oracle.tick();
}

type Items = ReadonlyArray<readonly [of: string, eventId: string]>;

function emit(items: Items, emission: Partial<Emission>): void {
	oracle.emitted(
		'Trigger',
		items.map(([of, id]) => ({ of, eventId: `polarity:thing:${id}` })),
		{ source: 1, readMs: undefined, beganMs: 0, unknownFromMs: 0, storedMs: time.nowMs, ...emission },
	);
}

/** Kinds of what is wrong, after it has ended. */
function failures(): string[] {
	oracle.finish();
	return oracle.failures.map(({ kind }) => kind);
}

describe('an error', () => {
	it('is emitted once', () => {
		publish();
		occur('error 1');
		poll([['error 1', '1']]);
		poll([]);
		expect(failures()).toEqual([]);
	});

	it('is lost when it never comes', () => {
		publish();
		occur('error 1');
		poll([]);
		expect(failures()).toEqual(['lost']);
	});

	it('is late when it does not come in twelve ticks', () => {
		publish();
		occur('error 1');
		for (let tick = 0; tick < 12; tick += 1) poll([]);
		expect(oracle.failures).toEqual([]);
		poll([]);
		poll([['error 1', '1']]);
		expect(failures()).toEqual(['late']);
	});

	it('is repeated when it comes again, under the same ID or another', () => {
		publish();
		occur('error 1');
		occur('error 2');
		poll([
			['error 1', '1'],
			['error 2', '2'],
		]);
		poll([
			['error 1', '1'],
			['error 2', 'another'],
		]);
		expect(failures()).toEqual(['repeated', 'repeated']);
	});

	it('is old when it was there at the baseline, is not watched, or never occurred', () => {
		occur('error 1');
		publish({ excluded: [1] });
		occur('error 2', { integration: 1 });
		poll([['error 1', '1']]);
		poll([['error 2', '2']]);
		poll([['error 3', '3']]);
		expect(failures()).toEqual(['old', 'old', 'old']);
	});
});

describe('what was on its way when a publication read the state before it', () => {
	const item = [['error 1', '1']] as const;

	/** A publication that read the state so long after a tick's poll had ended, whose own is stored 8 ms after that. */
	function publishedAfter(ms: number): { tick: () => void; publication: () => void } {
		publish();
		occur('error 1');
		const unknownFromMs = time.nowMs;
		const readMs = time.nowMs + ms;
		const ownMs = readMs + 100;
		return {
			tick: () => emit(item, { unknownFromMs, storedMs: unknownFromMs + 8 }),
			publication: () => emit(item, { source: 2, readMs, unknownFromMs: ownMs, storedMs: ownMs + 8 }),
		};
	}

	it('may come with the publication, too, before it or after it', () => {
		const { tick, publication } = publishedAfter(5);
		tick();
		publication();
		expect(failures()).toEqual([]);
		[time, oracle] = begin();
		const other = publishedAfter(5);
		other.publication();
		other.tick();
		expect(failures()).toEqual([]);
	});

	it('is repeated when it comes with a tick after the publication', () => {
		const { tick, publication } = publishedAfter(5);
		tick();
		publication();
		emit(item, { source: 2, unknownFromMs: time.nowMs });
		expect(failures()).toEqual(['repeated']);
	});

	it.each([9, -1])(
		'is repeated when the publication read the state after it was stored, or before the poll ended: %d ms',
		(ms) => {
			const { tick, publication } = publishedAfter(ms);
			tick();
			publication();
			expect(failures()).toEqual(['repeated']);
		},
	);
});

describe('while an integration is missing from its list', () => {
	const isMissing = (place: number) => place === 0;

	it('publishing may be refused where it is chosen by its name, and nowhere else', () => {
		const refused = (change: Partial<Watch>) => {
			[time, oracle] = begin({ isMissing });
			publish();
			oracle.request({ ...watch, ...change });
			oracle.publicationBegan({}, 'update');
			oracle.publicationEnded(false, 'update');
			return failures();
		};
		expect(refused({ only: [0], isByName: true })).toEqual([]);
		expect(refused({ only: [1], isByName: true })).toEqual(['failed-forever']);
		expect(refused({ only: [0] })).toEqual(['failed-forever']);
		expect(refused({ isByName: true })).toEqual(['failed-forever']);
	});

	it.each([
		['chosen while it is, may come again', isMissing, []],
		['chosen while it is not, must not come again', () => false, ['repeated']],
	])('what was emitted of it, unchosen, and %s', (_what, missing, expected) => {
		[time, oracle] = begin({ isMissing: missing });
		publish();
		occur('error 1');
		poll([['error 1', '1']]);
		publish({ excluded: [0] });
		publish();
		poll([['error 1', '1']]);
		expect(failures()).toEqual(expected);
	});
});

describe('what was there while the platform showed an integration as if it had nothing', () => {
	const isShownEmpty = (place: number) => place === 0;

	it.each([
		['may be emitted where it was chosen then', 0, { isShownEmpty }, []],
		['must not be where the platform did not', 0, {}, ['old']],
		['must not be of another integration', 1, { isShownEmpty }, ['old']],
	])('%s', (_what, integration, conditions, expected) => {
		[time, oracle] = begin(conditions);
		occur('error 1', { integration });
		publish({ excluded: [integration] });
		publish();
		poll([['error 1', '1']]);
		expect(failures()).toEqual(expected);
	});

	it('must not be emitted where it was watched before', () => {
		let isShown = true;
		[time, oracle] = begin({ isShownEmpty: () => !isShown });
		occur('error 1');
		publish();
		isShown = false;
		publish({ variant: 1 });
		poll([['error 1', '1']]);
		expect(failures()).toEqual(['old']);
	});

	it('is no reason to refuse a publication', () => {
		[time, oracle] = begin({ isShownEmpty });
		publish();
		oracle.request({ ...watch, only: [0], isByName: true });
		oracle.publicationBegan({}, 'update');
		oracle.publicationEnded(false, 'update');
		expect(failures()).toEqual(['failed-forever']);
	});
});

describe('an outage', () => {
	const outage = (integrationId: string | null, of: string) =>
		oracle.emitted(
			'Trigger',
			[
				{
					kind: 'digest',
					integrationId,
					detail: { eventIds: [`polarity:unreachable:${of}:1768208532330`] },
				},
			],
			{ source: 1, readMs: undefined, beganMs: 0, unknownFromMs: 0, storedMs: 0 },
		);

	it('in a digest need not end where its integration is excluded, and must where it is not', () => {
		publish({ excluded: [0], options: { whenUnreachable: 'emit' } });
		outage(null, 'integration_0');
		expect(failures()).toEqual([]);
		outage(null, 'integration_1');
		expect(failures()).toEqual(['outage']);
	});

	it('need not end where another integration is chosen, and must where its own is, or it is of everything', () => {
		publish({ only: [0], options: { whenUnreachable: 'emit' } });
		outage('integration_1', 'integration_1');
		outage('one that came later', 'one that came later');
		expect(failures()).toEqual([]);
		outage('integration_0', 'integration_0');
		outage(null, 'everything');
		expect(failures()).toEqual(['outage', 'outage']);
	});
});

describe("what the platform's people do at one integration excuses nothing at another", () => {
	it.each([
		['is not shown any more', 'must be emitted', () => oracle.areTakenBack(['error'], 0)],
		['may be in what is not watched', 'must be emitted', () => oracle.areBroughtAlong(['error'], 0)],
	])('what %s there %s here', (_what, _still, change) => {
		publish({ excluded: [2] });
		occur('error 1');
		occur('error 2', { integration: 1 });
		change();
		expect(failures()).toEqual(['lost']);
	});

	it.each([
		['may come again, where one is not watched', { excluded: [2] }, []],
		['must not come again, where all are', {}, ['repeated']],
	])('what was emitted and moved to and fro %s', (_what, change, expected) => {
		publish(change);
		occur('error 1');
		poll([['error 1', '1']]);
		oracle.areBroughtAlong(['error'], 0);
		poll([['error 1', '1']]);
		expect(failures()).toEqual(expected);
	});

	it('what came along there must not be emitted again here', () => {
		publish({ only: [0, 1] });
		occur('error 1');
		occur('error 2', { integration: 1 });
		const both = [
			['error 1', '1'],
			['error 2', '2'],
		] as const;
		poll(both);
		publish({ only: [1] });
		oracle.areBroughtAlong(['error'], 0);
		poll(both);
		expect(failures()).toEqual(['repeated']);
	});
});

describe('a count', () => {
	it('may emit several rises at once', () => {
		publish();
		occur('row');
		occur('row');
		poll([['row', '2']]);
		expect(failures()).toEqual([]);
	});

	it('is lost when a rise never comes', () => {
		publish();
		occur('row');
		poll([['row', '1']]);
		occur('row');
		poll([]);
		expect(failures()).toEqual(['lost']);
	});

	it('is old when it rose before the baseline', () => {
		occur('row');
		publish();
		poll([['row', '1']]);
		expect(failures()).toEqual(['old']);
	});

	it('is repeated when it comes again without a rise, however soon and under whatever ID', () => {
		publish();
		occur('row');
		for (const id of ['1', '2', '3', '4']) poll([['row', id]]);
		expect(failures()).toEqual(['repeated', 'repeated', 'repeated']);
	});

	it('is repeated when it comes again after a rise in the middle of the poll, which that event must be of', () => {
		publish();
		poll([['row', '1']], () => occur('row'));
		poll([['row', '2']]);
		expect(failures()).toEqual(['repeated']);
	});

	it('may emit a rise in the middle of a poll with the next poll, where that one had another, but once', () => {
		publish();
		occur('row');
		poll([['row', '1']], () => occur('row'));
		poll([['row', '2']]);
		expect(oracle.failures).toEqual([]);
		poll([['row', '3']]);
		expect(failures()).toEqual(['repeated']);
	});

	it('may emit two rises in the middle of a poll one after the other, and no third', () => {
		publish();
		poll([['row', '1']], () => {
			occur('row');
			occur('row');
		});
		poll([['row', '2']]);
		expect(oracle.failures).toEqual([]);
		poll([['row', '3']]);
		expect(failures()).toEqual(['repeated']);
	});
});
