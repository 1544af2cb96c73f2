import { afterAll, describe, expect, test } from '@jest/globals';
import { STATUS_CODES } from 'node:http';

import { recordLog } from '../engine';
import { tried } from './cell';
import { allCells, sampleOf, type FaultCell } from './cells';
import { faultList } from './faultList';
import { writeTable } from './faultTable';
import { kinds } from './FaultPlatform';
import { faultPlatforms } from './platforms';

/**
 * `npm run faults` tries everything, and writes what came of it into docs/reliability.md; `FAULTS=customGet,customChange` only
 * these kinds. A sample is part of `npm test`.
 */
const wanted = process.env['FAULTS'];
const written = wanted === 'all' ? kinds : kinds.filter((kind) => wanted?.split(',').includes(kind));
const all = allCells();
const sample = sampleOf(all);
const tries = wanted === undefined ? sample : all.filter(({ kind }) => written.includes(kind));
const outcomes = new Map<FaultCell, string>();
const log = recordLog();

describe.each(faultPlatforms)('$name', (subject) => {
	const cells = tries.filter((cell) => cell.subject === subject);

	test.each(cells.map((cell) => ({ kind: cell.kind, name: cell.fault.name, cell })))(
		'$kind: $name',
		async ({ cell }) => {
			outcomes.set(cell, await tried(cell.subject, cell.kind, cell.fault, log));
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
