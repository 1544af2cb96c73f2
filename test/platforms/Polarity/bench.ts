import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { PolarityApi } from '../../../credentials/PolarityApi.credentials';
import { Polarity } from '../../../nodes/Polarity/Polarity.node';
import { PolarityTrigger } from '../../../nodes/Polarity/PolarityTrigger.node';
import {
	seededApiKey,
	seededLogin,
	startPolarity,
	type PolarityOptions,
	type PolaritySimulator,
} from '../../../simulators/polarity';
import { PlatformBench, type OperationRun } from '../PlatformBench';

export { chosen as byId, visible } from '../PlatformBench';

export const VIRUS_TOTAL = 'virustotal_node_18_1725278818';

export const credentialTypes = [new PolarityApi()];

/** A simulated server. */
export class PolarityBench extends PlatformBench<PolaritySimulator, OperationRun> {
	static async start(options: PolarityOptions = {}): Promise<PolarityBench> {
		const subjects = { node: Polarity, trigger: PolarityTrigger, credentialTypes };
		return new PolarityBench(await startPolarity(options), subjects);
	}

	protected get typed() {
		return this.withKey();
	}

	withKey(apiKey = seededApiKey): { polarityApi: ICredentialDataDecryptedObject } {
		return { polarityApi: { serverUrl: `${this.simulator.url}/`, signInWith: 'apiKey', apiKey } };
	}

	withPassword(password: string = seededLogin.password): { polarityApi: ICredentialDataDecryptedObject } {
		const { username } = seededLogin;
		return { polarityApi: { serverUrl: this.simulator.url, signInWith: 'password', username, password } };
	}

	async run(...run: OperationRun) {
		return await this.runOperation(...run);
	}

	/** The choices of a picker. */
	async choices(method: string, parameters: INodeParameters = {}, filter?: string, paginationToken?: string) {
		return await this.search(method, {
			parameters,
			...(filter !== undefined && { filter }),
			...(paginationToken !== undefined && { paginationToken }),
		});
	}

	/** `GET /api/integrations?page[size]=1`, one line a request. */
	lines(): string[] {
		return [...this.simulator.requests].map(({ method, url }) => `${method} ${decodeURIComponent(url)}`);
	}
}
