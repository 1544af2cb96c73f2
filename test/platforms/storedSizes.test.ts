import { describe, expect, test } from '@jest/globals';
import type { INodeProperties } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Clock } from '../../simulators/switchboard';
import { forAllTests } from '../lifecycle';
import { platforms } from '../simulation/platforms';
import { Dice, randomOf } from '../simulation/time/random';
import { AccountFront, triggerOf } from './AccountFront';

/** What n8n stores of each integration that a trigger watches, measured, and compared with the table in docs/reliability.md. */

const page = readFileSync(join(__dirname, '../../docs/reliability.md'), 'utf8');
const [, section = ''] = /^## What a trigger stores\n([^]*?)\n## /m.exec(page) ?? [];
const rows = [...section.matchAll(/^\| up to (\d+) \| (.*) \|$/gm)].map(([, bytes = '', events = '']) => ({
	bytes: Number(bytes),
	events: events.split('; ').flatMap((platform) => {
		const [name = '', list = ''] = platform.split(': ');
		return list.split(', ').map((event) => `${name} ${event}`);
	}),
}));

/** Lists of installations and integrations; there must be one before something can be stored of it. */
const LISTS = ['newInstallation', 'installationRemoved'];
const OF_TYPED_IDS = ['batchWithFailures', 'mirrorNotMatched'];

/** In the middle of a second: two times of one event in two seconds take more bytes. */
function stillClock(): Clock {
	return new Clock(new Date(Math.floor(Date.now() / 1000) * 1000 + 500).toISOString());
}

let front: AccountFront;
forAllTests(async () => (front = await AccountFront.start()));

const eventsIn = (properties: readonly INodeProperties[]) =>
	(properties.find(({ name }) => name === 'events')?.options ?? []).flatMap((option) =>
		'value' in option ? [{ event: String(option.value), name: option.name }] : [],
	);

describe.each(Object.entries(platforms))('%s', (_name, model) => {
	/** With one of what it watches in each integration. */
	async function stored(event: string, integrations: number): Promise<number> {
		const account = await model.open(stillClock(), { integrations, number: 1, events: [], switches: {} });
		const occur = (what: string) => {
			const dice = new Dice(randomOf(1));
			for (let place = 0; place < integrations; place += 1) account.occur(what, place, 0, dice);
		};
		if (LISTS.includes(event)) occur('newInstallation');
		const session = await front.watch({ model, integrations }, event, account);
		await session.activate();
		if (event in model.events && !LISTS.includes(event) && event !== 'newIntegration') {
			occur(event);
			await session.poll();
		}
		return JSON.stringify(session.state).length;
	}

	test('each event stores as many bytes of an integration as the page says', async () => {
		const { displayName, properties } = (await triggerOf(model)).description;
		const unlike: string[] = [];
		for (const { event, name } of eventsIn(properties)) {
			if (OF_TYPED_IDS.includes(event)) continue;
			const bytes = ((await stored(event, 4)) - (await stored(event, 2))) / 2;
			const place = rows.findIndex(({ events }) =>
				events.includes(`${displayName.replace(' Trigger', '')} ${name}`),
			);
			const [least = -1, most = 0] = [rows[place - 1]?.bytes, rows[place]?.bytes];
			// The newer of Gestal's APIs has all installations and keys in one list.
			if (bytes > most || (bytes <= least && model.name !== 'gestalCurrent'))
				unlike.push(`${name}: ${bytes}`);
		}
		expect(unlike).toEqual([]);
	}, 60_000);
});
