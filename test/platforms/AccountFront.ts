import { jsonParse } from 'n8n-workflow';

import { ThingsServer } from '../core/things';
import { PollSession, type CredentialData } from '../engine';
import type { Account, PlatformModel } from '../simulation/platforms/PlatformModel';
import { everyCredential } from './everyCredential';
import { everyNode } from './everyNode';

/** A server in front of simulated accounts, one after the other, and the trigger that a person points there. */
export class AccountFront {
	private constructor(private readonly server: ThingsServer) {}

	static async start(): Promise<AccountFront> {
		return new AccountFront(await ThingsServer.start());
	}

	async stop(): Promise<void> {
		await this.server.stop();
	}

	/** What the server answers is this account's from now on. @returns what a person types into the credentials for it */
	serve({ server, typed }: Account): CredentialData {
		this.server.answer = async ({ method, path, query, headers, body }) => {
			const { contentType, ...answer } = await server.answer({
				method,
				url: path + (query.size > 0 ? `?${query}` : ''),
				headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
				bodyText: body,
			});
			return { ...answer, headers: { 'content-type': contentType ?? 'application/json', ...answer.headers } };
		};
		return jsonParse<CredentialData>(JSON.stringify(typed).replaceAll(server.origin, this.server.url));
	}

	/** The trigger with one event, of all integrations. */
	async watch(
		{ model, integrations }: { model: PlatformModel; integrations: number },
		event: string,
		account: Account,
	): Promise<PollSession> {
		const trigger = await triggerOf(model);
		const watch = { events: [event], only: [], excluded: [], variant: 0, isByName: false } as const;
		const ids = Array.from({ length: integrations }, (_, place) => model.integrationId(place));
		const parameters = model.parameters({ ...watch, options: {} }, ids);
		const credentialTypes = everyCredential.map(({ type }) => type);
		return new PollSession({ trigger, parameters, credentials: this.serve(account), credentialTypes });
	}
}

/** The trigger of a simulated platform. */
export async function triggerOf({ trigger: [, name] }: PlatformModel) {
	const trigger = (await everyNode()).find((node) => node.constructor.name === name);
	if (trigger === undefined) throw new Error(`No ${name}`);
	return trigger;
}
