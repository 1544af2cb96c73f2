import { SeededRandom } from '../../simulators/switchboard';
import { applies } from './cell';
import { faultList, type FaultCase } from './faultList';
import { kinds, type FaultSubject, type Kind } from './FaultPlatform';
import { faultPlatforms } from './platforms';

/** One thing that goes wrong with one kind of operation of one platform. */
export interface FaultCell {
	readonly subject: FaultSubject;
	readonly kind: Kind;
	readonly fault: FaultCase;
}

/** Everything that there is. */
export function allCells(): FaultCell[] {
	return faultPlatforms.flatMap((subject) =>
		kinds.flatMap((kind) =>
			faultList.filter((fault) => applies(subject, kind, fault)).map((fault) => ({ subject, kind, fault })),
		),
	);
}

/**
 * The kinds that a list names, such as `customGet,customChange`; `all` for all of them, none where it is not given.
 * @throws when it names another: nothing would be tried, and all be well
 */
export function kindsIn(list: string | undefined): readonly Kind[] {
	if (list === 'all') return kinds;
	const names = list?.split(',') ?? [];
	const unknown = names.filter((name) => !kinds.some((kind) => kind === name));
	if (unknown.length > 0)
		throw new Error(`No such kinds: ${unknown.join(', ')}. There are: ${kinds.join(', ')}`);
	return kinds.filter((kind) => names.includes(kind));
}

/** A few, the same ones each time: every fault, and every kind of every platform, at least once. */
export function sampleOf(cells: readonly FaultCell[], seed = 12): FaultCell[] {
	const random = new SeededRandom(seed);
	const shuffled = cells
		.map((cell) => ({ cell, place: random.fraction() }))
		.sort((one, other) => one.place - other.place)
		.map(({ cell }) => cell);
	const chosen: FaultCell[] = [];
	const [faults, places] = [new Set<string>(), new Set<string>()];
	const take = (cell: FaultCell) => {
		chosen.push(cell);
		faults.add(cell.fault.name);
		places.add(placeOf(cell));
	};
	for (const cell of shuffled) if (!faults.has(cell.fault.name) && !places.has(placeOf(cell))) take(cell);
	for (const cell of shuffled) if (!faults.has(cell.fault.name) || !places.has(placeOf(cell))) take(cell);
	return chosen;
}

function placeOf({ subject, kind }: FaultCell): string {
	return `${subject.name} ${kind}`;
}
