/** The records of section 3, as this simulator keeps them. Times are ISO 8601 UTC; 64-bit ids are text here. */

interface Stamps {
	cloud_id: string;
	created_at: string;
	updated_at: string;
}

export interface Integration extends Stamps {
	name: string;
	url: string;
	description: string | null;
}

export interface Named {
	cloud_id: string;
	name: string;
}

export interface Installation extends Stamps {
	integrationId: string;
	/** Only activated installations are listed. */
	activated: boolean;
	signed: boolean;
	type: string;
	tenant: Named;
	site: Named;
}

export interface AccessKey {
	id: string;
	installationId: string;
	/** In clear; shown only once. */
	secret: string;
	last_active_at: string | null;
	created_at: string;
	updated_at: string;
}

/** What a sow and the mirror of one have in common; the second group is the current site's. */
export interface SowFields {
	pin_tag?: string | null;
	rfid1?: string | null;
	rfid2?: string | null;
	state?: string;
	state_updated_at?: string | null;
	last_location?: string | null;

	location_updated_at?: string | null;
	section?: string | null;
	parity?: number | null;
	genetic?: string | null;
	birth_at?: string | null;
	entry_at?: string | null;
	tattoo?: string | null;
	dam?: string | null;
	sire?: string | null;
	adapted?: boolean | null;
	accepted?: boolean | null;
	batch?: string | null;
}

export interface Sow extends Stamps, SowFields {
	gestal_id: string;
	body_condition?: number;
	gestal_modif?: number;
}

/** What a client may send of a mirror. */
export interface MirrorDraft extends SowFields {
	vendor_id?: string;
	gestal_id?: string | null;
	notes?: string | null;
}

export interface SowMirror extends Stamps, MirrorDraft {
	vendor_id: string;
	gestal_id: string | null;
	state: string;
}

export interface Version {
	event: 'create' | 'update' | 'destroy';
	changes: Record<string, [before: unknown, after: unknown]>;
	created_at: string;
}

export interface FeedIntake extends Stamps {
	sow_id: string;
	fed_at: string;
	quantity: number;
	target_quantity: number;
	[more: string]: unknown;
}

export interface BatchUpdate {
	cloud_id: string;
	update_type: string;
	state: 'active' | 'completed' | 'cancelled' | 'failed';
	total: number;
	failures: number;
	pending: number;
	created_at: string;
	completed_at: string | null;
	cancelled_at: string | null;
	/** What is still to be done, and how often the batch was looked at. */
	rows: MirrorDraft[];
	looks: number;
}

/** A record of the current site's further resources: own fields of section 2.5 beside the stamps. */
export interface FarmRecord extends Stamps {
	[field: string]: unknown;
}

/** The path below /integration of each further resource, and the prefix of its ids. */
export const FARM_RESOURCES = {
	locations: 'loc_',
	'ges-live': 'gel_',
	'ges-visits': 'gev_',
	'lact-live': 'lal_',
	'events/breedings': 'eb_',
	'events/piglet-movements': 'epm_',
	'events/pre-weanings': 'epw_',
	boars: 'boar_',
} as const;

export type FarmResource = keyof typeof FARM_RESOURCES;

export const SOW_STATES = [
	'gilt',
	'open',
	'cycled',
	'bred',
	'gestating',
	'farrowing',
	'farrowed',
	'weaned',
	'retired',
] as const;
