import type { Farm } from './Farm';
import type { GestalState } from './GestalState';
import type { AccessKey, Installation, Integration } from './records';

/** How much to make beside the small default. */
export interface SeedCounts {
	/** Integrations in all, the first one included. */
	integrations?: number;
	sows?: number;
	mirrors?: number;
}

/** What every start has under the same ids. */
export const gestalSample = {
	integrationId: 'int_41soix4ZP9os2M1lsPzwlpbvqnqHJgYH',
	/** Has no installations. */
	otherIntegrationId: 'int_9sQ2wLkT7xYb41soix4ZP9os2M1lsPzw',
	installationId: 'inst_7Qm2c9',
	siteName: 'Barn 4',
};

/** What a test most often starts from: one integration, installed once, with a key and a small farm. */
export interface Seeded {
	readonly integration: Integration;
	readonly installation: Installation;
	readonly key: AccessKey;
	readonly farm: Farm;
}

export function seed(state: GestalState, { integrations = 2, sows = 3, mirrors = 2 }: SeedCounts): Seeded {
	const integration = state.addIntegration({
		cloud_id: gestalSample.integrationId,
		name: 'Herd Mirror',
		url: 'https://example.com/products/herd-mirror',
		description: 'Keeps sows in step with the herd book.',
	});
	for (let count = 1; count < integrations; count += 1) {
		state.addIntegration({
			...(count === 1 && { cloud_id: gestalSample.otherIntegrationId }),
			name: `Integration ${count}`,
			description: 'One more',
		});
	}
	const installation = state.addInstallation({
		cloud_id: gestalSample.installationId,
		integrationId: integration.cloud_id,
		siteName: gestalSample.siteName,
	});
	const key = state.addAccessKey(installation.cloud_id);
	const farm = state.farm(installation.cloud_id);
	for (let count = 0; count < sows; count += 1) addSowWithIntakes(farm);
	for (let count = 1; count <= mirrors; count += 1) {
		farm.addMirror({ vendor_id: `vendor-${count}`, pin_tag: String(1000 + count) });
	}
	addFurtherRecords(farm);
	return { integration, installation, key, farm };
}

function addSowWithIntakes(farm: Farm): void {
	const sow = farm.addSow();
	farm.addFeedIntake(sow.cloud_id, { gestal_id: sow.gestal_id });
	farm.addFeedIntake(sow.cloud_id, { gestal_id: sow.gestal_id });
}

/** One record of each of the current site's further resources, with some of its own fields of section 2.5. */
function addFurtherRecords(farm: Farm): void {
	const herdEvent = {
		event_id: 'evt-1',
		gestal_id: '9007199254740993',
		event_at: '2024-05-01T06:00:00.000Z',
		deleted_at: null,
	};
	farm.addRecord('locations', {
		name: 'Barn A',
		section: 'Gestation',
		location_type: 'pen',
		device_type: 'gestal_3g',
		area: 250000,
		number_of_devices: 12,
	});
	farm.addRecord('ges-live', {
		fed_at: '2024-05-01',
		time_index: 32,
		sows_fed: 40,
		sows_total: 48,
		avg_ges_day: 62,
		total_fed: 98000,
		low_cons_sows: 2,
		untrained_sows: 1,
		returning_sows: 0,
		unknown_sows: 0,
	});
	farm.addRecord('ges-visits', {
		visits_at: '2024-05-01',
		time_index: 32,
		meals_visits: 80,
		fast_visits: 12,
		total_qty: 98000,
	});
	farm.addRecord('lact-live', {
		fed_at: '2024-05-01',
		period: 2,
		avg_fed: 5200,
		sows: 20,
		farrowed: 18,
		crates: 24,
		avg_lact_day: 11,
		increased: 3,
		decreased: 1,
		not_fed_qty: 0,
		critical: 0,
		warning: 1,
		target: 5500,
	});
	farm.addRecord('events/breedings', {
		...herdEvent,
		event_type: 'breeding',
		location: 'Barn A',
		section: 'Breeding',
		planned_date: '2024-05-01',
		quality: 'good',
		boar: 'B-17',
		genetic: 'LW',
		event_method: 'ai',
		dose: 1,
		service: 2,
		protocol: 'standard',
		completed: true,
	});
	farm.addRecord('events/piglet-movements', {
		...herdEvent,
		event_type: 'piglet_movement',
		quantity: 3,
		src_sow: '9007199254740995',
		dest_sow: '9007199254740997',
		sex: 'mixed',
		size: 'small',
		litter: 1,
	});
	farm.addRecord('events/pre-weanings', {
		...herdEvent,
		event_type: 'pre_wean',
		deleted_at: '2024-05-02T06:00:00.000Z',
		dest_location: 'Nursery 1',
		quantity: 11,
		litter: 1,
		sex: 'mixed',
		size: 'normal',
		weight: 71500,
	});
	farm.addRecord('boars', {
		gestal_id: '9007199254740999',
		pin_tag: '17',
		rfid1: '982000123456789013',
		genetic: 'LW',
		entry_at: '2023-01-10T00:00:00.000Z',
		tattoo: 'B17',
		gestal_modif: 1714543200000,
	});
}
