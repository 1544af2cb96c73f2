import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { DuctapeApi } from '../../../credentials/DuctapeApi.credentials';
import { Ductape } from '../../../nodes/Ductape/Ductape.node';
import { DuctapeTrigger } from '../../../nodes/Ductape/DuctapeTrigger.node';
import {
	publicKeyOf,
	signToken,
	startDuctape,
	type DuctapeOptions,
	type DuctapeSimulator,
} from '../../../simulators/ductape';
import { chosen as byId, PlatformBench, type OperationRun } from '../PlatformBench';

export { chosen as byId, visible } from '../PlatformBench';

export const credentialTypes = [new DuctapeApi()];

/** A simulated workspace. */
export class DuctapeBench extends PlatformBench<DuctapeSimulator, OperationRun> {
	static async start(options: DuctapeOptions = {}): Promise<DuctapeBench> {
		const subjects = { node: Ductape, trigger: DuctapeTrigger, credentialTypes };
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

	/** The choices of a picker. */
	async choices(method: string, parameters: INodeParameters = {}) {
		return (await this.search(method, { parameters })).results;
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
