import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { range } from 'lodash';
import { z } from 'zod';

import { PollSession } from '../../test/engine';
import { figureOf, type Figure } from '../figures';
import { publishedCredential, publishedTrigger } from './published';

/** What a poll costs that finds few new errors among many that it knows. */
export interface PollCost {
	readonly cpuMs: Figure;
	readonly requests: number;
	readonly stateBytes: number;
}

const KNOWN = 100_000;
const NEW = 3;
const POLLS = 7;

/** Polls of Celigo's event New Error: 100,000 open errors, one a second, and three new ones before each poll. */
export async function pollCost(): Promise<PollCost> {
	const child = fork(join(__dirname, 'openErrorsProgram.ts'), [String(KNOWN)]);
	const heard = async () =>
		z
			.tuple([z.unknown()])
			.rest(z.unknown())
			.parse(await once(child, 'message'))[0];
	try {
		const { url, token } = z.object({ url: z.string(), token: z.string() }).parse(await heard());
		const session = new PollSession({
			trigger: publishedTrigger('Celigo'),
			credentialTypes: [publishedCredential('CeligoApi')],
			credentials: { celigoApi: { region: 'custom', customUrl: url, apiToken: token } },
			parameters: { events: ['newError'] },
		});
		await session.activate();
		const costs: number[] = [];
		for (const nth of range(POLLS + 1)) {
			child.send(NEW);
			await heard();
			const before = process.cpuUsage();
			const items = await session.poll();
			const { user, system } = process.cpuUsage(before);
			if (items?.length !== NEW) throw new Error(`${items?.length ?? 0} events instead of ${NEW}`);
			if (nth > 0) costs.push((user + system) / 1000);
		}
		child.send('count');
		const requests = z.number().parse(await heard());
		return { cpuMs: figureOf(costs), requests, stateBytes: JSON.stringify(session.state).length };
	} finally {
		child.disconnect();
	}
}
