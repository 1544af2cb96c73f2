import { difference, map } from 'lodash';

import type { History } from '../history/History';
import { platforms } from '../platforms';
import { Dice, randomOf } from '../time/random';
import { Plan, type Scenario } from './building';
import { emittedTwice } from './emittedTwice';
import { errorsLost } from './errorsLost';
import { freeMix, healthTurns } from './freeMix';

export const scenarios: readonly Scenario[] = [...errorsLost, ...emittedTwice, freeMix, healthTurns];

/** What histories are made of; what is left out is a matter of chance. */
export interface Choice {
	/** Names, separated by commas. */
	readonly scenario?: string | undefined;
	readonly platform?: string | undefined;
	readonly poller?: string | undefined;
}

/** The history of a seed. */
export function historyOf(seed: number, choice: Choice = {}): History {
	const dice = new Dice(randomOf(Math.imul(seed, 0x9e3779b1)));
	const scenario = chosen(dice, choice);
	const names = (scenario.platforms ?? Object.keys(platforms)).filter(
		(name) => platforms[name] !== undefined && (choice.platform ?? name) === name,
	);
	const pollers = scenario.pollers.filter((poller) => (choice.poller ?? poller) === poller);
	const platform = names[dice.integer(0, names.length - 1)];
	const poller = pollers[dice.integer(0, pollers.length - 1)];
	if (platform === undefined || poller === undefined) {
		throw new Error(`${scenario.name} is not for ${JSON.stringify(choice)}`);
	}
	const plan = new Plan(scenario, platform, poller, dice);
	scenario.make(plan);
	return plan.history(seed);
}

function chosen(dice: Dice, { scenario, platform, poller }: Choice): Scenario {
	const known = map(scenarios, 'name');
	const names = scenario?.split(',') ?? known;
	const possible = scenarios.filter(
		(each) =>
			// With one unknown name among others, less would be played than was asked for.
			difference(names, known).length === 0 &&
			names.includes(each.name) &&
			(platform === undefined || (each.platforms ?? [platform]).includes(platform)) &&
			(poller === undefined || each.pollers.some((kind) => kind === poller)),
	);
	let left = dice.fraction() * possible.reduce((sum, { weight }) => sum + weight, 0);
	for (const each of possible) {
		left -= each.weight;
		if (left < 0) return each;
	}
	throw new Error(`No scenario for ${JSON.stringify({ scenario, platform, poller })}`);
}
