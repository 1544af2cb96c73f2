import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FaultCell } from './cells';
import { faultList } from './faultList';
import { kinds } from './FaultPlatform';
import { faultPlatforms } from './platforms';

const page = join(__dirname, '..', '..', 'docs', 'reliability.md');
const BEGIN = '<!-- npm run faults writes from here -->';
const END = '<!-- npm run faults writes to here -->';

/** Writes what came of each cell into docs/reliability.md: a table for each platform. */
export function writeTable(outcomes: ReadonlyMap<FaultCell, string>): void {
	const text = readFileSync(page, 'utf8');
	const [before, rest] = text.split(BEGIN);
	const after = rest?.split(END)[1];
	if (before === undefined || after === undefined) throw new Error(`The marks in ${page} are gone.`);
	const tables = faultPlatforms.map(({ name }) => `#### ${name}\n\n${tableOf(name, outcomes)}`);
	writeFileSync(page, `${before}${BEGIN}\n\n${tables.join('\n\n')}\n\n${END}${after}`);
}

function tableOf(platform: string, outcomes: ReadonlyMap<FaultCell, string>): string {
	const rows = faultList.map(({ name }) => [
		name,
		...kinds.map((kind) => outcomeOf(platform, kind, name, outcomes)),
	]);
	const table = [['', ...kinds], kinds.map(() => '---').concat('---'), ...rows];
	return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function outcomeOf(
	platform: string,
	ofKind: string,
	faultName: string,
	outcomes: ReadonlyMap<FaultCell, string>,
): string {
	const found = [...outcomes].find(
		([{ subject, kind, fault }]) => subject.name === platform && kind === ofKind && fault.name === faultName,
	);
	return found?.[1] ?? '';
}
