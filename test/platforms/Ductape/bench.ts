import { expect } from '@jest/globals';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';

import type { Platform } from '../../../core';
import { DuctapeApi } from '../../../credentials/DuctapeApi.credentials';
import { Ductape } from '../../../nodes/Ductape/Ductape.node';
import { DuctapeTrigger } from '../../../nodes/Ductape/DuctapeTrigger.node';
import { accountOf } from '../../../nodes/Ductape/account';
import { feeds } from '../../../nodes/Ductape/events';
import { ductape } from '../../../nodes/Ductape/platform';
import { resources } from '../../../nodes/Ductape/resources';
import {
	publicKeyOf,
	signToken,
	startDuctape,
	type DuctapeOptions,
	type DuctapeSimulator,
	type Integration,
} from '../../../simulators/ductape';
import type { PollSession } from '../../engine';
import { chosen as byId, PlatformBench, type OperationRun } from '../PlatformBench';

export { chosen as byId, visible } from '../PlatformBench';

/** An ID that Ductape gave. */
export const anId = expect.stringMatching(/^[0-9a-f]{24}$/);

export const credentialTypes = [new DuctapeApi()];

/** A simulated workspace. */
export class DuctapeBench extends PlatformBench<DuctapeSimulator, OperationRun> {
	/** @param policy what the platform does otherwise than usual */
	static async start(options: DuctapeOptions = {}, policy: Partial<Platform> = {}): Promise<DuctapeBench> {
		const subjects = {
			node: Ductape,
			trigger: DuctapeTrigger,
			platform: { ...ductape, ...policy },
			resources,
			feeds,
			accountOf,
			credentialTypes,
		};
		return new DuctapeBench(await startDuctape(options), subjects);
	}

	protected get typed() {
		return this.credential();
	}

	/** The integration with one part of each kind. */
	get orders() {
		return this.simulator.seeded.orders;
	}

	get ordersField() {
		return { integrationId: byId(this.orders._id) };
	}

	/** The request that reads its document, and the one that writes it, as `asked` shows them. */
	get documentRead(): string {
		return `GET /integrations/v1/${this.orders._id}`;
	}

	get documentWrite(): string {
		return `PUT /integrations/v1/${this.orders._id}`;
	}

	/** An integration of the same workspace with nothing in it. */
	get empty(): Integration {
		const found = [...this.state.integrations.values()].find(({ name }) => name === 'Empty');
		if (found === undefined) throw new Error('The empty integration is gone');
		return found;
	}

	get publicKey(): string {
		return publicKeyOf(this.simulator.seeded.user);
	}

	get token(): string {
		return signToken(this.simulator.seeded.user, this.simulator.clock.now());
	}

	/** Changes to the default, which signs in by private key. */
	credential(changes: ICredentialDataDecryptedObject = {}): { ductapeApi: ICredentialDataDecryptedObject } {
		const { user, workspace } = this.simulator.seeded;
		return {
			ductapeApi: {
				baseUrl: `${this.simulator.url}/`,
				signInWith: 'privateKey',
				userId: user._id,
				workspaceId: workspace._id,
				privateKey: user.privateKey,
				...changes,
			},
		};
	}

	get pasted(): { ductapeApi: ICredentialDataDecryptedObject } {
		return this.credential({ signInWith: 'token', authToken: this.token, publicKey: this.publicKey });
	}

	async run(...run: OperationRun) {
		return await this.runOperation(...run);
	}

	/** A published workflow that took as known what was there. */
	async activate(parameters: INodeParameters, durable = false): Promise<PollSession> {
		const session = this.watch(parameters, { durable });
		expect(await session.activate()).toBeNull();
		return session;
	}

	/** The choices of a picker. */
	async choices(method: string, parameters: INodeParameters = {}, filter = '') {
		const shown = { resource: 'app', operation: 'getMany', ...parameters };
		return (await this.search(method, { parameters: shown, filter })).results;
	}

	/** What the simulator was asked, without the logins and without AUTH: `METHOD path?query`. */
	asked(): string[] {
		return [...this.simulator.requests]
			.filter(({ path }) => !path.startsWith('/users/'))
			.map(({ method, path, url }) => {
				const search = new URLSearchParams(url.split('?')[1]);
				for (const name of ['user_id', 'public_key', 'workspace_id']) search.delete(name);
				return `${method} ${path}${search.size > 0 ? `?${search}` : ''}`;
			});
	}

	/** The last body of that method and path, without AUTH. */
	sent(method: string, path?: RegExp): unknown {
		const body = this.simulator.requests.last({ method, ...(path && { path }) })?.body;
		const entries = Object.entries(Object(body) as object);
		return Object.fromEntries(
			entries.filter(([name]) => !['user_id', 'public_key', 'workspace_id'].includes(name)),
		);
	}
}

/** What the items of a poll hold. */
export function jsonOf(items: INodeExecutionData[] | null): IDataObject[] {
	return (items ?? []).map(({ json }) => json);
}
