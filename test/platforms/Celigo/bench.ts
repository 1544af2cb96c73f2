import { expect } from '@jest/globals';
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
	INodeProperties,
	INodeType,
} from 'n8n-workflow';

import { runOperations } from '../../../core';
import type { Platform } from '../../../core';
import { CeligoApi } from '../../../credentials/CeligoApi.credentials';
import { Celigo } from '../../../nodes/Celigo/Celigo.node';
import { CeligoTrigger } from '../../../nodes/Celigo/CeligoTrigger.node';
import { accountOf } from '../../../nodes/Celigo/account';
import { feeds } from '../../../nodes/Celigo/events';
import { celigo } from '../../../nodes/Celigo/platform';
import { resources } from '../../../nodes/Celigo/resources';
import { startCeligo, type CeligoOptions, type CeligoSimulator } from '../../../simulators/celigo';
import type { PollSession, PollSessionSetup } from '../../engine';
import { nodeOf, nodeThat } from '../nodeOf';
import { PlatformBench, withoutDelays, type TaskRun } from '../PlatformBench';

export { chosen } from '../PlatformBench';

export const credentialTypes = [new CeligoApi()];

/** Whole times as the platform and the triggers write them. */
export const time: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** A simulated account. */
export class CeligoBench extends PlatformBench<CeligoSimulator, TaskRun> {
	/** `differences` are what the platform declares otherwise in this test. */
	static async start(options: CeligoOptions = {}, differences: Partial<Platform> = {}): Promise<CeligoBench> {
		const subjects = {
			node: Celigo,
			trigger: CeligoTrigger,
			platform: { ...celigo, ...differences },
			resources,
			feeds,
			accountOf,
			credentialTypes,
		};
		return new CeligoBench(await startCeligo(options), subjects);
	}

	protected get typed() {
		return this.withToken(this.simulator.token);
	}

	/** The credential with the token as it was typed. */
	withToken(apiToken: string): { celigoApi: ICredentialDataDecryptedObject } {
		return { celigoApi: { region: 'custom', customUrl: `${this.simulator.url}/`, apiToken } };
	}

	/** `task` is `resource.operation` as the dropdowns store them. */
	async run(...[task, ...more]: TaskRun) {
		const [resource = '', operation = ''] = task.split('.');
		return await this.runOperation(resource, operation, ...more);
	}

	/** A page of a picker's choices. */
	async choices(
		method: string,
		more: { parameters?: INodeParameters; filter?: string; paginationToken?: string } = {},
		node: INodeType = nodeOf(Celigo),
	) {
		return await this.search(method, { node, ...more });
	}

	/** A trigger that is on, its baseline set and nothing emitted. */
	async watching(parameters: INodeParameters, more: Partial<PollSessionSetup> = {}): Promise<PollSession> {
		const session = this.watch(parameters, more);
		expect(await session.activate()).toBeNull();
		return session;
	}

	/** What the simulator was asked: `METHOD path?query`, one line a request. */
	asked(): string[] {
		return [...this.simulator.requests].map(
			({ method, url }) => `${method} ${decodeURIComponent(url.replace('/v1', ''))}`,
		);
	}

	/** The bodies of all requests that had one. */
	sent(): unknown[] {
		return [...this.simulator.requests].map(({ body }) => body).filter((body) => body !== undefined);
	}
}

/** The node without delays, on a platform that differs in one point. */
export function celigoNode(difference: Partial<Platform>): INodeType {
	const platform = { ...withoutDelays(celigo), ...difference };
	return nodeThat(Celigo, {
		async execute(this: IExecuteFunctions) {
			return await runOperations(this, platform, resources);
		},
	});
}

/** JSON of a poll's items; none for null. */
export const emitted = (items: INodeExecutionData[] | null) => (items ?? []).map(({ json }) => json);

/** The values of a dropdown. */
export function valuesOf({ options = [] }: INodeProperties): string[] {
	return options.map((option) => ('value' in option ? String(option.value) : ''));
}
