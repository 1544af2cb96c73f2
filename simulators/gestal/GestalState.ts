import type { Clock, SeededRandom } from '../switchboard';

import { Farm } from './Farm';
import type { AccessKey, BatchUpdate, Installation, Integration } from './records';

/** What the integrator's account and its customers' farm sites hold. Tests read and change it while the simulator runs. */
export class GestalState {
	/** The integrator's sign-in; section 1. */
	readonly account = { email: 'integrator@example.com', password: 'correct horse battery' };

	/** Tokens handed out, with the time of their end in epoch milliseconds. */
	readonly tokens = new Map<string, number>();

	readonly integrations = new Map<string, Integration>();

	readonly installations = new Map<string, Installation>();

	readonly accessKeys = new Map<string, AccessKey>();

	readonly batches = new Map<string, { installationId: string; batch: BatchUpdate }>();

	/** Bulk rows with these vendor ids fail. */
	readonly failingVendorIds = new Set<string>();

	private readonly farms = new Map<string, Farm>();

	constructor(
		readonly clock: Clock,
		readonly random: SeededRandom,
	) {}

	addIntegration(draft: Partial<Integration> & Pick<Integration, 'name'>): Integration {
		const integration: Integration = {
			...this.stamps('int_'),
			url: `https://example.com/products/${encodeURIComponent(draft.name.toLowerCase())}`,
			description: null,
			...draft,
		};
		this.integrations.set(integration.cloud_id, integration);
		return integration;
	}

	/** Irreversible, and it removes all installations (section 2.1). */
	removeIntegration(cloudId: string): void {
		this.integrations.delete(cloudId);
		for (const installation of this.installationsOf(cloudId)) this.removeInstallation(installation.cloud_id);
	}

	addInstallation(
		draft: Partial<Installation> & Pick<Installation, 'integrationId'> & { siteName?: string },
	): Installation {
		const { siteName = `Barn ${this.random.integer(1, 99)}`, ...given } = draft;
		const installation: Installation = {
			...this.stamps('inst_'),
			activated: true,
			signed: false,
			type: 'third_party',
			tenant: { cloud_id: `te_${this.random.hex(8)}`, name: 'Northern Farms' },
			site: { cloud_id: `sit_${this.random.hex(8)}`, name: siteName },
			...given,
		};
		this.installations.set(installation.cloud_id, installation);
		return installation;
	}

	removeInstallation(cloudId: string): void {
		this.installations.delete(cloudId);
		for (const key of this.keysOf(cloudId)) this.accessKeys.delete(key.id);
	}

	installationsOf(integrationId: string): Installation[] {
		return [...this.installations.values()].filter((entry) => entry.integrationId === integrationId);
	}

	addAccessKey(installationId: string, draft: Partial<AccessKey> = {}): AccessKey {
		const now = this.clock.iso();
		const key: AccessKey = {
			id: this.random.uuid(),
			installationId,
			secret: `ak_${this.random.hex(32)}`,
			last_active_at: null,
			created_at: now,
			updated_at: now,
			...draft,
		};
		this.accessKeys.set(key.id, key);
		return key;
	}

	keysOf(installationId: string): AccessKey[] {
		return [...this.accessKeys.values()].filter((key) => key.installationId === installationId);
	}

	/** The farm site behind an installation. */
	farm(installationId: string): Farm {
		const farm = this.farms.get(installationId) ?? new Farm(this.clock, this.random);
		this.farms.set(installationId, farm);
		return farm;
	}

	addBatch(installationId: string, draft: Partial<BatchUpdate> = {}): BatchUpdate {
		const rows = draft.rows ?? [];
		const batch: BatchUpdate = {
			cloud_id: `bu_${this.random.hex(12)}`,
			update_type: 'sow_mirrors',
			state: 'active',
			total: rows.length,
			failures: 0,
			pending: rows.length,
			created_at: this.clock.iso(),
			completed_at: null,
			cancelled_at: null,
			rows,
			looks: 0,
			...draft,
		};
		this.batches.set(batch.cloud_id, { installationId, batch });
		return batch;
	}

	/** A new token; it ends after `lifetimeMs`. */
	issueToken(lifetimeMs: number): string {
		const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
		const endsAtMs = this.clock.now() + lifetimeMs;
		const claims = { sub: this.account.email, exp: Math.floor(endsAtMs / 1000) };
		const token = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}.${this.random.hex(43)}`;
		this.tokens.set(token, endsAtMs);
		return token;
	}

	private stamps(prefix: string) {
		const now = this.clock.iso();
		return { cloud_id: `${prefix}${this.random.hex(24)}`, created_at: now, updated_at: now };
	}
}
