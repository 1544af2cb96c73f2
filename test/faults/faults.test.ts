import { afterAll, describe, expect, test } from '@jest/globals';
import { STATUS_CODES } from 'node:http';

import { recordLog } from '../engine';
import { tried } from './cell';
import { allCells, kindsIn, sampleOf, type FaultCell } from './cells';
import { faultList } from './faultList';
import { writeTable, writtenOutcome } from './faultTable';
import { kinds } from './FaultPlatform';
import { faultPlatforms } from './platforms';

/**
 * `npm run faults` tries everything, and writes what came of it into docs/reliability.md; `FAULTS=customGet,customChange` only
 * these kinds. A sample is part of `npm test`, and must come to what is written there.
 */
const wanted = process.env['FAULTS'];
const written = kindsIn(wanted);
const all = allCells();
const sample = sampleOf(all);
const tries = wanted === undefined ? sample : all.filter(({ kind }) => written.includes(kind));
const outcomes = new Map<FaultCell, string>();
const log = recordLog();

/** Jest fails where a platform has none of the kinds. */
const subjects = faultPlatforms.filter((subject) => tries.some((cell) => cell.subject === subject));

describe.each(subjects)('$name', (subject) => {
	const cells = tries.filter((cell) => cell.subject === subject);

	test.each(cells.map((cell) => ({ kind: cell.kind, name: cell.fault.name, cell })))(
		'$kind: $name',
		async ({ cell }) => {
			const outcome = await tried(cell.subject, cell.kind, cell.fault, log);
			outcomes.set(cell, outcome);
			if (wanted === undefined) expect(outcome).toBe(writtenOutcome(cell));
		},
	);
});

test('the sample has every fault, and every kind of every platform', () => {
	const names = new Set(sample.map(({ fault }) => fault.name));
	expect([...names].sort()).toEqual(faultList.map(({ name }) => name).sort());
	const places = new Set(sample.map(({ subject, kind }) => `${subject.name} ${kind}`));
	const everyPlace = faultPlatforms.flatMap(({ name, lacks = [] }) =>
		kinds.filter((kind) => !lacks.includes(kind)).map((kind) => `${name} ${kind}`),
	);
	expect([...places].sort()).toEqual(everyPlace.sort());
	expect(sample.length).toBeLessThan(70);
});

test('kinds are chosen by their names, and an unknown one is refused', () => {
	expect(kindsIn(undefined)).toEqual([]);
	expect(kindsIn('all')).toEqual(kinds);
	expect(kindsIn('poll,get')).toEqual(['get', 'poll']);
	expect(() => kindsIn('get,typo')).toThrow('No such kinds: typo. There are: list, get');
	expect(() => kindsIn('')).toThrow('No such kinds');
});

test('what n8n says of a status by itself is no words of ours', () => {
	const bare = Object.values(STATUS_CODES).filter((text) => text !== undefined);
	const accepted = faultList.flatMap(({ name, words }) =>
		bare.filter((text) => words?.test(text)).map((text) => `${name}: ${text}`),
	);
	expect(accepted).toEqual([]);
});

afterAll(() => {
	if (wanted !== undefined && outcomes.size === tries.length) writeTable(outcomes, written);
});
