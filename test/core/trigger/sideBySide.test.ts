import { describe, expect, test } from '@jest/globals';

import { readSideBySide, sideBySide, watched } from '../../../core/trigger/sideBySide';
import { gate } from '../../gate';

const sources = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key) => ({ key }));
const poll = {
	deadlineMs: Number.POSITIVE_INFINITY,
	sourceMs: 60_000,
	sourcesAtATime: 5,
	failing: new Set<string>(),
	waiting: new Set<string>(),
	isAtOnce: true,
};

const cut = Object.assign(new Error('no time left for this request'), { httpCode: 'NO_TIME_LEFT' });

test('sources are read five at a time, each once', async () => {
	const fifth = gate();
	const read: string[] = [];
	let underWay = 0;
	let most = 0;
	const look = async ({ key }: { key: string }) => {
		underWay += 1;
		most = Math.max(most, underWay);
		read.push(key);
		if (read.length === 5) fifth.open();
		await fifth.opened;
		underWay -= 1;
	};
	const result = await sideBySide(sources, look, poll);
	expect([read, most, result]).toEqual([sources.map(({ key }) => key), 5, { failures: [], late: [] }]);
});

test('one that cannot be read holds up no other', async () => {
	const read: string[] = [];
	const thrown = new Error('lost');
	const look = async ({ key }: { key: string }) => {
		if (key === 'a' || key === 'g') throw thrown;
		await Promise.resolve(read.push(key));
	};
	const { failures } = await sideBySide(sources, look, poll);
	expect(read).toEqual(['b', 'c', 'd', 'e', 'f']);
	expect(failures).toEqual([
		{ thrown, source: { key: 'a', integration: undefined } },
		{ thrown, source: { key: 'g', integration: undefined } },
	]);
});

test('those that do not answer are given up in time while others wait, and only then', async () => {
	const never = gate();
	const signals: AbortSignal[] = [];
	const read: string[] = [];
	const look = async ({ key }: { key: string }, signal: AbortSignal) => {
		signals.push(signal);
		if (read.length === 0 && key <= 'e') await never.opened;
		read.push(key);
		if (key === 'g') never.open();
	};
	const { failures } = await sideBySide(sources, look, { ...poll, sourceMs: 20 });
	expect(read).toEqual(expect.arrayContaining(['f', 'g']));
	expect(failures.length).toBeGreaterThan(0);
	expect(signals.filter(({ aborted }) => aborted)).toHaveLength(failures.length);
	expect(failures[0]?.thrown).toEqual(new Error('It could not be read within 0 seconds'));
	const patient = await sideBySide(
		[{ key: 'alone' }],
		async () =>
			await new Promise<void>((resolve) =>
				AbortSignal.timeout(60).addEventListener('abort', () => resolve()),
			),
		{ ...poll, sourceMs: 20 },
	);
	expect(patient.failures).toEqual([]);
});

test('those that had to wait the last time come first, those that failed last', async () => {
	const read: string[] = [];
	await sideBySide(sources, async ({ key }) => void (await Promise.resolve(read.push(key))), {
		...poll,
		failing: new Set(['a', 'c']),
		waiting: new Set(['f']),
	});
	expect(read).toEqual(['f', 'b', 'd', 'e', 'g', 'a', 'c']);
});

test('more than several polls can read come in turn', async () => {
	const turns: string[] = [];
	let waiting = new Set<string>();
	for (let turn = 0; turn < 7; turn += 1) {
		const read: string[] = [];
		const two = async ({ key }: { key: string }) => {
			if (read.length === 2) throw cut;
			await Promise.resolve(read.push(key));
		};
		const { late } = await sideBySide(sources, two, { ...poll, sourcesAtATime: 1, waiting });
		waiting = new Set(late.map(({ key }) => key));
		turns.push(read.join(''));
	}
	expect(turns).toEqual(['ab', 'cd', 'ef', 'ga', 'bc', 'de', 'fa']);
});

test('after the deadline none is begun', async () => {
	const never = async () => await Promise.reject(new Error('never'));
	const late = await sideBySide(sources, never, { ...poll, deadlineMs: performance.now() - 1 });
	expect(late).toEqual({ failures: [], late: sources });
	expect(await sideBySide([], never, poll)).toEqual({ failures: [], late: [] });
});

describe('what is watched', () => {
	test('each source once, though the list moved while it was read', () => {
		expect(watched([...sources, { key: 'a' }], new Set()).sources).toEqual(sources);
	});

	test('nothing that is excluded, by its own key or its integration', () => {
		const own = { key: 'one', integration: { id: 'a', name: null } };
		const { sources: read, excluded } = watched([...sources, own], new Set(['a', 'b', 'missing']));
		expect(read.map(({ key }) => key)).toEqual(['c', 'd', 'e', 'f', 'g']);
		expect([...excluded]).toEqual(['a', 'b', 'missing', 'one']);
	});
});

test('what the end of the poll cut short is late, unless it had all the time that it may take', async () => {
	const one = [{ key: 'a' }];
	const short = await sideBySide(one, async () => await Promise.reject(cut), poll);
	expect(short).toEqual({ failures: [], late: one });
	const whole = async () => {
		await new Promise((resolve) => setTimeout(resolve, 40));
		throw cut;
	};
	const { failures, late } = await sideBySide(one, whole, { ...poll, sourceMs: 20 });
	expect([failures.map(({ thrown }) => thrown), late]).toEqual([[cut], []]);
});

test('of what must be read all is a failure where two polls in a row had time for nothing', async () => {
	const look = async () => await Promise.resolve();
	const [first, ...others] = sources;
	const keys = new Set(others.map(({ key }) => key));
	const late = { ...poll, deadlineMs: 0, waiting: keys };
	expect(await readSideBySide(sources, look, late)).toEqual({
		failures: [],
		late: expect.arrayContaining(sources),
	});
	const again = await readSideBySide(sources, look, { ...late, failing: new Set([first?.key ?? '']) });
	expect([again.failures.length, again.late]).toEqual([sources.length, []]);
	expect(await readSideBySide([], look, late)).toEqual({ failures: [], late: [] });
});
