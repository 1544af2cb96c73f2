import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Clock } from '../../simulators/switchboard';
import { forAllTests, forEachTest } from '../lifecycle';
import { platforms } from '../simulation/platforms';
import { HEALTH } from '../simulation/platforms/PlatformModel';
import { Dice, randomOf } from '../simulation/time/random';
import { AccountFront, triggerOf } from './AccountFront';
import { HOUR_MS, ownDate, pass } from './ownDate';

/** A credential that is changed to one of another account under the same URL, in every trigger. */

const page = readFileSync(join(__dirname, '../../docs/reliability.md'), 'utf8');
/** The platforms that name the account of a credential, as the promise says it. */
const [, named = ''] = /another account gets a baseline of its own on ([\w, ]+ and \w+)/.exec(page) ?? [];
const integrations = 2;

let front: AccountFront;
forAllTests(async () => (front = await AccountFront.start()));
forEachTest(ownDate);

describe.each(Object.entries(platforms))('%s', (_name, model) => {
	test.each(Object.keys(model.events).filter((event) => event !== HEALTH))('%s', async (event) => {
		const clock = new Clock();
		const open = async (number: number) =>
			await model.open(clock, { integrations, number, events: [event], switches: {} });
		const [one, other] = [await open(1), await open(2)];
		const session = await front.watch({ model, integrations }, event, one);
		expect(await session.activate()).toBeNull();
		other.occur(event, 0, 0, new Dice(randomOf(1)));
		for (const [type, data] of Object.entries(front.serve(other))) session.credentials.change(type, data);
		const first = await session.poll();
		// What is no longer there counts when it stays away.
		pass(HOUR_MS);
		const items = first ?? (await session.poll());
		const { displayName } = (await triggerOf(model)).description;
		const isNamed = named.split(/, | and /).some((name) => displayName.startsWith(name));
		// What is there already is new to a trigger that takes it for the account from before.
		expect(items === null ? 'known' : 'emitted').toBe(isNamed ? 'known' : 'emitted');
	});
});
