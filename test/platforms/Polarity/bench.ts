import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import type { Platform } from '../../../core';
import { PolarityApi } from '../../../credentials/PolarityApi.credentials';
import { Polarity } from '../../../nodes/Polarity/Polarity.node';
import { PolarityTrigger } from '../../../nodes/Polarity/PolarityTrigger.node';
import { feeds } from '../../../nodes/Polarity/events';
import { polarity } from '../../../nodes/Polarity/platform';
import { resources } from '../../../nodes/Polarity/resources';
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
	static async start(options: PolarityOptions = {}, words: Partial<Platform> = {}): Promise<PolarityBench> {
		const subjects = {
			node: Polarity,
			trigger: PolarityTrigger,
			platform: { ...polarity, ...words },
			resources,
			feeds,
			credentialTypes,
		};
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

	/** Adds integrations that do not run, `feed_0005` and so on, until there are so many. */
	fillUpTo(integrations: number): void {
		for (let number = this.state.integrations.size + 1; number <= integrations; number += 1) {
			const suffix = String(number).padStart(4, '0');
			this.state.addIntegration({ id: `feed_${suffix}`, name: `Feed ${suffix}`, status: 'stopped' });
		}
	}

	/** `GET /api/integrations?page[size]=1`, one line a request. */
	lines(): string[] {
		return [...this.simulator.requests].map(({ method, url }) => `${method} ${decodeURIComponent(url)}`);
	}
}
