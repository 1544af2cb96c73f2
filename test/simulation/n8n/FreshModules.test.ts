import { afterAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { follow, stopTimers, virtualTimeout } from '../time/replaceTime';
import { VirtualTime } from '../time/VirtualTime';
import { FreshModules } from './FreshModules';

const ROOT = join(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'fresh-modules-'));

let modules: FreshModules;

beforeEach(() => {
	modules = FreshModules.take(0);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Calls what a module exports: a function, or a static method of a class. */
function call(path: string, name: string, given: readonly unknown[], method?: string): unknown {
	const exported = modules.exported(path, name);
	const called: unknown = method === undefined ? exported : Reflect.get(Object(exported), method);
	if (typeof called !== 'function') throw new Error(`${path} has no ${name}`);
	const result: unknown = Reflect.apply(called, exported, given);
	return result;
}

function killAndStart(): void {
	modules = FreshModules.take(0);
}

function moduleOf(name: string, text: string): string {
	writeFileSync(join(folder, `${name}.ts`), text);
	return relative(ROOT, join(folder, name));
}

describe('a process that was killed has forgotten', () => {
	const memory = () => Object(call('core/trigger/PollMemory', 'PollMemory', ['trigger'], 'of')) as object;

	it('what it remembered of a trigger, while the class stays the same', () => {
		const before = modules.exported('core/trigger/PollMemory', 'PollMemory');
		Reflect.set(memory(), 'published', 'a state');
		expect(memory()).toHaveProperty('published', 'a state');
		killAndStart();
		expect(memory()).toHaveProperty('published', undefined);
		expect(modules.exported('core/trigger/PollMemory', 'PollMemory')).toBe(before);
	});

	it('which contexts have polled', () => {
		const context = {};
		const isFirst = () => call('core/trigger/PollMemory', 'PollMemory', [context], 'isFirstOf');
		expect([isFirst(), isFirst()]).toEqual([true, false]);
		killAndStart();
		expect(isFirst()).toBe(true);
	});

	it('the pause of a trigger', () => {
		const pause = () => {
			const Class = modules.exported('core/trigger/TriggerPause', 'TriggerPause');
			if (typeof Class !== 'function') throw new Error('no class');
			const made: unknown = Reflect.construct(Class, ['trigger', { retriesRateLimits: false }, Date.now()]);
			return Object(made) as { keep(refusal: object): void; isOn(): boolean };
		};
		pause().keep({ askedDelayMs: 60_000 });
		expect(pause().isOn()).toBe(true);
		killAndStart();
		expect(pause().isOn()).toBe(false);
	});

	it('the pace of a credential', () => {
		const platform = { pace: { inFlight: 1 } };
		const connection = { baseUrl: 'https://things.example', secrets: ['secret'] };
		const pace = () => call('core/request/sharedPaces', 'sharedPace', [platform, connection]);
		const before = pace();
		expect(pace()).toBe(before);
		killAndStart();
		expect(pace()).not.toBe(before);
	});

	it('when its timer for requests fires', () => {
		const set = jest.spyOn(AbortSignal, 'timeout');
		const never = async () => await new Promise(() => undefined);
		const wait = () => void call('core/request/timeLimit', 'withinTime', [1e6, undefined, never]);
		wait();
		wait();
		expect(set).toHaveBeenCalledTimes(1);
		killAndStart();
		wait();
		expect(set).toHaveBeenCalledTimes(2);
		set.mockRestore();
	});

	it('variables, objects and lists that began empty, and what collections got later', () => {
		const path = moduleOf(
			'keeping',
			`import { factory } from './factory';
let count = 0;
const list: number[] = [];
const object: Record<string, number> = {};
const known = new Set(['one']);
const made = factory();
class Own { static readonly all = new Map<string, number>(); }
export function use() {
	count += 1; list.push(count); object['key'] = count; known.add('two'); Own.all.set('key', count); made.add('x');
	return [count, list.length, Object.keys(object).length, known.size, Own.all.size, made.size];
}
export function seen() { return [Object.keys(object).length, known.size, [...known][0], Own.all.size, made.size]; }`,
		);
		moduleOf('factory', 'export function factory() { return new Set<string>(); }');
		expect(call(path, 'use', [])).toEqual([1, 1, 1, 2, 1, 1]);
		expect(call(path, 'use', [])).toEqual([2, 2, 1, 2, 1, 1]);
		killAndStart();
		expect(call(path, 'seen', [])).toEqual([0, 1, 'one', 0, 0]);
		expect(call(path, 'use', [])).toEqual([1, 1, 1, 2, 1, 1]);
	});

	it('its timers', async () => {
		const time = new VirtualTime(0);
		follow({ time, skewMs: 0, random: () => 0 });
		const fired: string[] = [];
		virtualTimeout(() => fired.push('of the dead'), 10);
		stopTimers();
		virtualTimeout(() => fired.push('of the living'), 10);
		await time.passUntil(20);
		expect(fired).toEqual(['of the living']);
	});
});

it('keeps two processes that run at the same time apart', () => {
	const other = FreshModules.take(1);
	const name = ['core/trigger/PollMemory', 'PollMemory'] as const;
	expect(other.exported(...name)).not.toBe(modules.exported(...name));
});

it.each([
	['a variable with an object', 'export let kept = new Map<string, string>();'],
	['a variable with a call', 'let kept = Date.now();\nexport const now = () => kept++;'],
	["a class's own field", 'export class Kept {\n\tstatic count = 0;\n}'],
])('refuses a module that keeps something in %s', (what, text) => {
	const path = moduleOf(`unforgettable ${what.replaceAll(/\W/g, '')}`, text);
	expect(() => modules.exported(path, 'kept')).toThrow(/would not forget/);
});
