import { describe, expect, test } from '@jest/globals';
import { jsonParse } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Clock } from '../../simulators/switchboard';
import { ThingsServer } from '../core/things';
import { PollSession, type CredentialData } from '../engine';
import { forAllTests } from '../lifecycle';
import { platforms } from '../simulation/platforms';
import { HEALTH, type Account } from '../simulation/platforms/PlatformModel';
import { Dice, randomOf } from '../simulation/time/random';
import { everyCredential } from './everyCredential';
import { everyNode } from './everyNode';

/** A credential that is changed to one of another account under the same URL, in every trigger. */

const page = readFileSync(join(__dirname, '../../docs/reliability.md'), 'utf8');
/** The platforms that name the account of a credential, as the promise says it. */
const [, named = ''] = /another account gets a baseline of its own on ([\w, ]+ and \w+)/.exec(page) ?? [];

let front: ThingsServer;
forAllTests(
	async () => (front = await ThingsServer.start()),
	() => front.clear(),
);

/** What the front answers is this account's from now on. @returns what a person types into the credentials for it */
function serve({ server, typed }: Account): CredentialData {
	front.answer = async ({ method, path, query, headers, body }) => {
		const search = query.size > 0 ? `?${query}` : '';
		const { contentType, ...answer } = await server.answer({
			method,
			url: path + search,
			headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
			bodyText: body,
		});
		return { ...answer, headers: { 'content-type': contentType ?? 'application/json', ...answer.headers } };
	};
	return jsonParse<CredentialData>(JSON.stringify(typed).replaceAll(server.origin, front.url));
}

describe.each(Object.entries(platforms))('%s', (_name, model) => {
	test.each(Object.keys(model.events).filter((event) => event !== HEALTH))('%s', async (event) => {
		const trigger = (await everyNode()).find((node) => node.constructor.name === model.trigger[1]);
		if (trigger === undefined) throw new Error(`No ${model.trigger[1]}`);
		const clock = new Clock();
		const open = async (number: number) => await model.open(clock, { integrations: 2, number, switches: {} });
		const [one, other] = [await open(1), await open(2)];
		const watch = { events: [event], only: [], excluded: [], isByName: false, options: {} };
		const parameters = model.parameters({ ...watch, variant: 0 }, [0, 1].map(model.integrationId));
		const credentialTypes = everyCredential.map(({ type }) => type);
		const session = new PollSession({ trigger, parameters, credentials: serve(one), credentialTypes });
		expect(await session.activate()).toBeNull();
		other.occur(event, 0, 0, new Dice(randomOf(1)));
		for (const [type, data] of Object.entries(serve(other))) session.credentials.change(type, data);
		const items = await session.poll();
		const { displayName } = trigger.description;
		const isNamed = named.split(/, | and /).some((name) => displayName.startsWith(name));
		// What is there already is new to a trigger that takes it for the account from before.
		expect(items === null ? 'known' : 'emitted').toBe(isNamed ? 'known' : 'emitted');
	});
});
