import type { CommonSwitches } from '../switchboard';

/** Every point of the Gestal document that is not certain. The defaults are what the document holds to be likeliest. */
export interface GestalSwitches extends CommonSwitches {
	// Which routes answer
	/** Whether the routes of 2018 (`seed`) and those of the current site (`current`) are served. */
	generations: 'both' | 'seedOnly' | 'currentOnly';
	/** What a route that is not served, or a method that is not, answers. */
	missingRouteStatus: 404 | 405;
	/** Where the current site lists integrations. */
	integratorList: '/integrator' | '/integrator/integrations' | 'both';
	/** GET /integrator/installations/:id. */
	currentInstallationById: 'served' | 'missing';
	/** GET /integration under the current site's paths is the same route; whether it is there at all. */
	currentInstallation: 'served' | 'missing';
	/** The plain lists of feed intakes and of live feeding, which the current site shows with an id only. */
	liveLists: 'served' | 'missing';
	/**
	 * By which IDs the current site finds a sow or a mirror: section 2.5 names the cloud ID only, section 2.4 the vendor ID and
	 * the Gestal ID too. The path of one sow is that of 2018, where all are taken as long as those are served.
	 */
	currentIds: 'cloudIdOnly' | 'anyId';
	/** GET and DELETE .../sow-mirrors/bulk/:id. */
	currentBatches: 'served' | 'missing';
	/** DELETE /integrator/access-keys/:id. */
	currentKeyDelete: 'served' | 'missing';

	// Signing in
	authStatus: 200 | 201;
	tokenPlace: 'token' | 'data.token' | 'access_token';
	tokenLifetimeMs: number;

	// Answers
	/** One record of the current site: section 8 leaves it open under /integrator, and nothing says that a farm site's are shown otherwise. */
	currentOne: 'object' | 'array' | 'dataObject' | 'dataArray';
	/** A list of the current site: with its meta, bare, or in `data` without meta; `object` forms for a list of one record. */
	currentList: 'dataMeta' | 'array' | 'dataArray' | 'object' | 'dataObject';
	/** Whether a list without meta heeds `page` and `per_page`, or comes whole whatever is asked. */
	bareListPaging: 'heeded' | 'ignored';
	/** What `total` of a list of installations counts: those that it lists, or also those that are not activated (section 4). */
	installationTotal: 'listed' | 'all';
	/** `page_total` in a list's meta. */
	pageTotal: 'currentOnly' | 'always' | 'never';
	/** Whether a list's meta says which page is next, or only how many there are. */
	nextPage: 'named' | 'missing';
	/** `updated_at` of an integration. */
	integrationUpdatedAt: 'seedOnly' | 'always' | 'never';
	/** Under which name the current site shows a key's ID, if at all (section 9). */
	accessKeyId: 'id' | 'cloud_id' | 'none';
	/** Whether 64-bit ids are JSON numbers or text. */
	longIds: 'number' | 'text';
	/** `seed`'s `per_page` above the largest page; the current site caps it silently. */
	largePages: 'capped' | 'refused';
	/** What a list without rows says of its pages: that there is none, so that the first is out of range, or one without rows. */
	emptyListPages: 'none' | 'one';
	/** Rows of the largest page; 1000 is stated for the current site only. */
	largestPage: number;

	// Changes
	/** Attributes that the documents do not name. */
	unknownAttributes: 'ignored' | 'refused';
	missingValueStatus: 422 | 400;
	/** What an integration's PATCH must carry. */
	patchRequires: 'nothing' | 'nameAndUrl';
	/** What an empty `description` becomes. */
	emptyDescription: 'stored' | 'null' | 'ignored';
	/** What becomes of the fields of a single mirror that is created or changed, and answered as done; `inPart`: the first one is stored. */
	mirrorFields: 'stored' | 'inPart' | 'ignored';

	// Bulk
	/** Whether a bulk row with a known `vendor_id` changes that mirror, or fails. */
	bulkMatch: 'vendorId' | 'none';
	/** What becomes of a mirror's fields that its bulk row does not have: they stay, or are as in a new mirror. */
	bulkRow: 'merged' | 'replaced';
	/** A bulk row without a required value: one more failure, or the whole request refused. */
	bulkInvalidRow: 'failure' | 'refused';
	/** Each time a batch is shown it moves on, or only when the test says so. */
	batchProgress: 'perRequest' | 'manual';
	/** State of a batch that ended with failures. */
	failedBatchState: 'completed' | 'failed';
	cancelledKey: 'cancelled_at' | 'canceled_at';
	/** State of a cancelled batch under the current site's paths, which name none for it (section 3); those of 2018 do. */
	cancelledState: 'cancelled' | 'completed' | 'failed' | 'active';
	cancelAnswer: 'object' | 'noContent';
	cancelFinished: 'unchanged' | 'refused';

	// Refusals
	/** Asking with a valid credential of the other sort: an access key for the integrator's records, or the reverse. */
	otherCredential: 401 | 403;
	/** Asking for a batch of another site. */
	otherSite: 403 | 404;
	errorBody: 'typeMessage' | 'typeOnly' | 'error' | 'errors' | 'detail' | 'plainText' | 'empty';
	/** Requests within a time after which the flood protection strikes, and how long it then refuses everything. */
	flood: { requests: number; withinMs: number } | 'off';
	quietMs: number;
}

const MINUTE_MS = 60_000;

export function defaultSwitches(): GestalSwitches {
	return {
		latencyMs: 0,
		rateLimit: 'off',
		retryHint: 'none',
		generations: 'both',
		missingRouteStatus: 404,
		integratorList: 'both',
		currentInstallationById: 'served',
		currentInstallation: 'served',
		liveLists: 'served',
		currentIds: 'cloudIdOnly',
		currentBatches: 'served',
		currentKeyDelete: 'served',
		authStatus: 200,
		tokenPlace: 'token',
		tokenLifetimeMs: 24 * 60 * MINUTE_MS,
		currentOne: 'object',
		currentList: 'dataMeta',
		bareListPaging: 'heeded',
		installationTotal: 'listed',
		pageTotal: 'currentOnly',
		nextPage: 'named',
		integrationUpdatedAt: 'seedOnly',
		accessKeyId: 'id',
		longIds: 'number',
		largePages: 'capped',
		emptyListPages: 'none',
		largestPage: 1000,
		unknownAttributes: 'ignored',
		missingValueStatus: 422,
		patchRequires: 'nothing',
		emptyDescription: 'stored',
		mirrorFields: 'stored',
		bulkMatch: 'vendorId',
		bulkRow: 'merged',
		bulkInvalidRow: 'failure',
		batchProgress: 'perRequest',
		failedBatchState: 'completed',
		cancelledKey: 'cancelled_at',
		cancelledState: 'cancelled',
		cancelAnswer: 'object',
		cancelFinished: 'unchanged',
		otherCredential: 401,
		otherSite: 404,
		errorBody: 'typeMessage',
		flood: { requests: 1000, withinMs: MINUTE_MS },
		quietMs: 120 * MINUTE_MS,
	};
}
