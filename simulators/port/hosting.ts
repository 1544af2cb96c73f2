import type { NewIntegration } from './bodies';
import { defaultMapping, type Installation, type PortState } from './PortState';
import type { PortWorld } from './PortWorld';
import type { Integration } from './records';
import type { PortSwitches } from './switches';

const HOSTED_ID = /^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])$/;

/** Installations that Port itself runs: Creating becomes Running or Error, Deleting becomes gone (section 3.1). */
export class Hosting {
	constructor(
		private readonly state: PortState,
		private readonly switches: PortSwitches,
	) {}

	/** Somebody looks at it: after so many looks its state moves on. */
	look(installation: Installation): void {
		const { record } = installation;
		const status = record.statusInfo?.integrationStatus.status;
		if (status === 'Running' && installation.isUnmapped) this.lookForMapping(installation);
		if (status !== 'Creating' && status !== 'Deleting') return;
		installation.looks += 1;
		if (installation.looks < this.switches.looksUntilDone) return;
		installation.looks = 0;
		if (status === 'Deleting') {
			if (this.switches.removal === 'gone') this.state.installations.delete(record.installationId);
			else this.state.setDeployment(record.installationId, 'Deleted');
		} else {
			const { creation } = this.switches;
			const message = creation === 'Error' ? 'The integration could not be started' : null;
			this.state.setDeployment(record.installationId, creation, message);
		}
	}

	/** The default mapping appears a while after the integration runs; nothing in the platform's answers announces it. */
	private lookForMapping(installation: Installation): void {
		installation.looks += 1;
		if (installation.looks < this.switches.looksUntilMapped) return;
		installation.looks = 0;
		installation.isUnmapped = false;
		installation.record.config = defaultMapping();
	}

	remove(installation: Installation): void {
		const { record } = installation;
		if (record.installationType === 'OnPrem' || record.installationType === undefined) {
			this.state.installations.delete(record.installationId);
			return;
		}
		installation.looks = 0;
		this.state.setDeployment(record.installationId, 'Deleting');
	}
}

/** @throws Refused for a new integration that exists, or whose id or specification Port could not host. */
export function checkNew(world: PortWorld, given: NewIntegration): void {
	const existing = world.state.installations.get(given.installationId);
	if (existing !== undefined) {
		const isDeleting = existing.record.statusInfo?.integrationStatus.status === 'Deleting';
		throw world.refusals.with(409, {
			error: isDeleting ? 'IntegrationAlreadyExistError' : 'integration_already_exists',
			message: `Integration with installationId "${given.installationId}" already exists`,
		});
	}
	if (given.installationType === 'Saas') {
		if (!HOSTED_ID.test(given.installationId)) {
			throw world.refusals.invalid(
				'"installationId" must match ^[a-z][a-z0-9-]*[a-z0-9]$, at most 20 characters',
			);
		}
		if (given.spec?.integrationSpec === undefined) {
			throw world.refusals.invalid('"spec.integrationSpec" is required');
		}
	} else if (given.installationType !== undefined && given.installationType !== 'OnPrem') {
		throw world.refusals.configuration('This installation type needs the UI');
	}
	checkSpecification(world, given);
}

/** Secret values are names of the organization's secrets; another name is a wrong configuration (section 5). */
export function checkSpecification(world: PortWorld, { spec }: Partial<Integration>): void {
	for (const [key, value] of Object.entries(spec?.integrationSpec ?? {})) {
		if (/token|secret|password/i.test(key) && !world.state.secretNames.has(String(value))) {
			throw world.refusals.configuration('The provided secret does not exist');
		}
	}
}
