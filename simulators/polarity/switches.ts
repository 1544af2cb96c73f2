import type { CommonSwitches } from '../switchboard';

/** Every point of the Polarity document that is not certain. The defaults are the reading that the document holds likelier. */
export interface PolaritySwitches extends CommonSwitches {
	// Answers
	/** Both content types are seen (section 1). */
	contentType: 'application/vnd.api+json' | 'application/json';
	/** How much a refusal tells (section 5): the nested detail of failed lookups, less and less, or no JSON at all. */
	errorBody: 'nested' | 'detail' | 'title' | 'html' | 'empty';
	/** Status of a refused option value. */
	refusedValueStatus: 400 | 422;

	// Sign-in
	/** GET /api/api-keys/me with a login token. */
	apiKeyMeWithLogin: 'refused' | 'served';
	/** `expiration_time` of a login. */
	expirationTime: 'seconds' | 'missing' | 'odd';
	tokenLifetimeMs: number;
	/** GET /api/integrations for a key that was granted nothing. */
	noGrants: 'emptyList' | 'forbidden';

	// Integrations
	/** Filters of the list of integrations: of the statuses only `running` is documented, and nothing says what becomes of others. */
	integrationFilters: 'honoured' | 'ignored';
	/** Largest `page[size]` that is obeyed. */
	maxPageSize: number;
	/** A larger one is cut, and `meta` tells, or shows what was asked for (and never less than 100), or it is refused: the maximum is not known (section 8). */
	largePages: 'cut' | 'cutInSilence' | 'refused';
	/** `absent`: no `meta`, and everything in one answer; `withoutTotal`: pages, but not how many. */
	pageMeta: 'present' | 'absent' | 'withoutTotal';
	/** What `number` is: the one that was asked for, one less, or nothing; nothing says that pages are counted from 1 in it, too. */
	pageNumber: 'asAsked' | 'fromZero' | 'absent';
	/** The number of a page that comes without rows, although others follow. */
	emptyPage: number | 'none';
	/** The rows of the list, from the first to the second of these, that the caller may not see: `total` and the pages count them. */
	hiddenRows: readonly [number, number] | 'none';
	/** What `total` counts: all that match, or those of the page only. */
	pageTotal: 'ofTheList' | 'ofThePage';
	/** `samePage`: every page shows the first rows; `endless`: `total` runs away and pages repeat from the start. */
	pagingLoop: 'off' | 'samePage' | 'endless';
	/** How an integration's entity types are spelled (section 3.1); the vendor's newer configurations declare `dataTypes`. */
	entityTypes: 'entityTypes' | 'integration-entity-types' | 'entity-types' | 'dataTypes' | 'data-types';
	/** Custom types among them: as entities have them, or by the bare key under which an integration declares them. */
	customTypes: 'prefixed' | 'bare';
	/** Entries of `relationships.integration-options.data`. */
	relatedOptions: 'references' | 'full';
	/** The attribute `options` with the options, their flags and values in underscore spellings (section 9), or with keys and values only. */
	optionsAttribute: 'absent' | 'present' | 'bare';
	/** PATCH of one integration answers it, nothing, or a document that does not hold it. */
	updateAnswer: 'integration' | 'noContent' | 'emptyBody' | 'metaOnly';
	/** What becomes of attributes other than `autosubscribe` in a PATCH. */
	otherAttributes: 'applied' | 'ignored' | 'refused';

	// Options
	/** Values of options of type `password` when they are read. */
	secretValues: 'shown' | 'masked' | 'absent';
	/** What becomes of the other options of a PATCH when one is refused: the document says nothing of it. */
	refusedOptions: 'storesNone' | 'storesOthers';
	/** What becomes of the options of a PATCH that is answered as done; `inPart`: the first one is stored. */
	optionUpdate: 'applied' | 'ignored' | 'inPart';
	/** PATCH of options answers them, nothing, or a document that does not hold them. */
	optionAnswer: 'options' | 'noContent' | 'metaOnly';
	/** Reading options: with their two flags, without, or no such path. */
	optionListing: 'readable' | 'withoutFlags' | 'missing';
	/** `filter[integration.id]` on the list of options: only seen as a link of an integration (section 2, 7). */
	optionsFilter: 'honoured' | 'ignored';
	/** `type` of an option that is read: the shape is assumed from that of the change. */
	optionType: 'integration-option' | 'integration-options' | 'IntegrationOption' | 'setting' | 'absent';
	/** GET /api/integrations/{id}/permissions (assumed for v5). */
	permissionListing: 'available' | 'missing';

	// Integration errors
	/** Who may not see errors is told so, or sees none. */
	errorsForOthers: 'forbidden' | 'emptyList';
	/** Whether a caller with `admin` on an integration sees its errors. */
	errorsForIntegrationAdmin: 'ownOnes' | 'asOthers';
	/** `filter[integration.id]` on the list of all errors: not documented. */
	errorsFilter: 'ignored' | 'honoured';
	/** Of all errors, or of those of one integration: an error's own link names both, and the form of IDs is assumed (section 3.3). */
	errorIds: 'unique' | 'uniquePerIntegration';
	/** The id of an error that was cleared and comes back. */
	returningErrorId: 'same' | 'new';
	/** `absent`, of this and the next: for a while a row may lack it. */
	occurredOn: 'space' | 'iso' | 'absent';
	errorCount: 'number' | 'text' | 'absent';
	errorStatus: 'number' | 'text' | 'words';
	affectedUsers: 'array' | 'map' | 'single' | 'absent';
	/** GET /api/integration-errors?filter[integration.id]= (assumed shape). */
	errorsOfOne: 'available' | 'missing';

	// Lookups
	/** Entities without a hit: `data: null`, or no result at all. */
	misses: 'null' | 'absent';
	displayValue: 'displayValue' | 'display-value' | 'absent';
	/** Whether a result names its entity, or has `display-value` instead (section 9). */
	resultEntity: 'present' | 'absent';
	/** How a list without entries stands in what parsing and lookups return. */
	emptyLists: 'list' | 'null' | 'absent';
	/** Status of a lookup whose third party failed: Polarity's own, or the third party's passed on. */
	lookupFailureStatus: 401 | 403 | 404 | 422 | 429 | 500 | 502 | 504;
	/** Characters of a text to parse (v4's library). */
	mostTextCharacters: number;
}

export function defaultSwitches(): PolaritySwitches {
	return {
		latencyMs: 0,
		rateLimit: 'off',
		retryHint: 'retryAfterSeconds',
		contentType: 'application/vnd.api+json',
		errorBody: 'nested',
		refusedValueStatus: 422,
		apiKeyMeWithLogin: 'refused',
		expirationTime: 'seconds',
		tokenLifetimeMs: 3_600_000,
		noGrants: 'emptyList',
		integrationFilters: 'honoured',
		maxPageSize: 300,
		largePages: 'cut',
		pageMeta: 'present',
		pageNumber: 'asAsked',
		emptyPage: 'none',
		hiddenRows: 'none',
		pageTotal: 'ofTheList',
		pagingLoop: 'off',
		entityTypes: 'entityTypes',
		customTypes: 'prefixed',
		relatedOptions: 'references',
		optionsAttribute: 'present',
		updateAnswer: 'integration',
		otherAttributes: 'applied',
		secretValues: 'shown',
		refusedOptions: 'storesNone',
		optionUpdate: 'applied',
		optionAnswer: 'options',
		optionListing: 'readable',
		optionsFilter: 'honoured',
		optionType: 'integration-option',
		permissionListing: 'available',
		errorsForOthers: 'forbidden',
		errorsForIntegrationAdmin: 'asOthers',
		errorsFilter: 'ignored',
		errorIds: 'unique',
		returningErrorId: 'same',
		occurredOn: 'space',
		errorCount: 'number',
		errorStatus: 'number',
		affectedUsers: 'array',
		errorsOfOne: 'available',
		misses: 'null',
		displayValue: 'displayValue',
		resultEntity: 'present',
		emptyLists: 'list',
		lookupFailureStatus: 500,
		mostTextCharacters: 5000,
	};
}
