import type { Platform } from '../../../core';
import { PortIntegrationsApi } from '../../../credentials/PortIntegrationsApi.credentials';
import { Port } from '../../../nodes/Port/Port.node';
import { PortTrigger } from '../../../nodes/Port/PortTrigger.node';
import { accountOf } from '../../../nodes/Port/account';
import { feeds } from '../../../nodes/Port/events';
import { port } from '../../../nodes/Port/platform';
import { resources } from '../../../nodes/Port/resources';
import { CLIENT, startPort, type PortOptions, type PortSimulator } from '../../../simulators/port';
import type { CredentialData } from '../../engine';
import { PlatformBench, type TaskRun } from '../PlatformBench';

export { chosen } from '../PlatformBench';

export const credentialTypes = [new PortIntegrationsApi()];

/** A simulated organization. */
export class PortBench extends PlatformBench<PortSimulator, TaskRun> {
	/** `differences` are what the platform declares otherwise in this test. */
	static async start(options: PortOptions = {}, differences: Partial<Platform> = {}): Promise<PortBench> {
		const subjects = {
			node: Port,
			trigger: PortTrigger,
			platform: { ...port, ...differences },
			resources,
			feeds,
			accountOf,
			credentialTypes,
		};
		return new PortBench(await startPort(options), subjects);
	}

	protected get typed() {
		return this.credentials;
	}

	get credentials(): CredentialData {
		const customUrl = `${this.simulator.url}/v1/`;
		return { portIntegrationsApi: { region: 'custom', customUrl, ...CLIENT } };
	}

	/** A run of an operation of the resource Integration. */
	async run(...[operation, ...more]: TaskRun) {
		return await this.runOperation('integration', operation, ...more);
	}

	/** Lets something happen just before an integration is looked at, after so many other looks. */
	onLook(installationId: string, after: number, first: () => void): void {
		const path = `/v1/integration/${installationId}`;
		this.simulator.faults.add({ method: 'GET', path, after, times: 1, answer: { first } });
	}

	/** What the simulator was asked, without the token calls and whose account it is: `METHOD path?query`. */
	asked(): string[] {
		return [...this.simulator.requests]
			.filter(({ path }) => !['/v1/auth/access_token', '/v1/organization'].includes(path))
			.map(({ method, url }) => `${method} ${decodeURIComponent(url.replace('/v1', ''))}`);
	}
}
