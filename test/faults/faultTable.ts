import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { lowerCase, zipObject } from 'lodash';

import type { FaultCell } from './cells';
import { faultList } from './faultList';
import { kinds, type Kind } from './FaultPlatform';
import { faultPlatforms } from './platforms';

const page = join(__dirname, '..', '..', 'docs', 'reliability.md');
const BEGIN = '<!-- npm run faults writes from here -->';
const END = '<!-- npm run faults writes to here -->';

/** What stands on the page of this cell. */
export function writtenOutcome({ subject, kind, fault }: FaultCell): string | undefined {
	return writtenTable(readFileSync(page, 'utf8'), subject.name)[fault.name]?.[heading(kind)];
}

/** Writes what came of each cell of these kinds into docs/reliability.md: a table for each platform, whose other columns stay. */
export function writeTable(outcomes: ReadonlyMap<FaultCell, string>, written: readonly Kind[]): void {
	const text = readFileSync(page, 'utf8');
	const [before, rest] = text.split(BEGIN);
	const after = rest?.split(END)[1];
	if (before === undefined || after === undefined) throw new Error(`The marks in ${page} are gone.`);
	const tables = faultPlatforms.map(({ name }) => {
		const known = writtenTable(rest ?? '', name);
		const cellOf = (kind: Kind, fault: string) =>
			written.includes(kind) ? outcomeOf(name, kind, fault, outcomes) : (known[fault]?.[heading(kind)] ?? '');
		return `#### ${name}\n\n${tableOf(cellOf)}`;
	});
	writeFileSync(page, `${before}${BEGIN}\n\n${tables.join('\n\n')}\n\n${END}${after}`);
}

function tableOf(cellOf: (kind: Kind, fault: string) => string): string {
	const rows = faultList.map(({ name }) => [name, ...kinds.map((kind) => cellOf(kind, name))]);
	const table = [['', ...kinds.map(heading)], kinds.map(() => '---').concat('---'), ...rows];
	return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `custom get` for `customGet`. */
function heading(kind: Kind): string {
	return lowerCase(kind);
}

/** What stands in a platform's table: for each fault what came of it, by the heading of its column. */
function writtenTable(text: string, platform: string): Record<string, Record<string, string>> {
	const lines = (text.split(`#### ${platform}\n`)[1] ?? '').split('####')[0]?.split('\n') ?? [];
	const [head = [], , ...rows] = lines
		.filter((line) => line.startsWith('|'))
		.map((line) =>
			line
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
	return Object.fromEntries(rows.map(([fault = '', ...cells]) => [fault, zipObject(head.slice(1), cells)]));
}

function outcomeOf(
	platform: string,
	ofKind: Kind,
	faultName: string,
	outcomes: ReadonlyMap<FaultCell, string>,
): string {
	const found = [...outcomes].find(
		([{ subject, kind, fault }]) => subject.name === platform && kind === ofKind && fault.name === faultName,
	);
	return found?.[1] ?? '';
}
