import { range } from 'lodash';

/** A page of a list. */
interface StaticPage {
	readonly body: unknown;
	/** A `Link` header. */
	readonly link?: string | undefined;
}

type List = (asked: URL, records: number) => StaticPage;

const FIRST_MS = Date.UTC(2026, 0, 5);
/** About as much as a record of these platforms has: 400 bytes. */
const PADDING = {
	description: 'Orders of the shop, every quarter of an hour. '.repeat(4),
	tags: ['a', 'b', 'c'],
};

/** The lists of the five platforms, by the path at which each is (provider documents, section 4). */
const LISTS: Readonly<Record<string, List>> = {
	'/celigo/v1/integrations': celigoIntegrations,
	'/polarity/api/integrations': polarityIntegrations,
	'/port/v1/integration/static/logs': portLogs,
	'/ductape/log/v1/analytics/workspace': ductapeLines,
	'/gestal/integration/sows': gestalSows,
};

/** A page of the list at this address; undefined where there is none. */
export function listOf(asked: URL, records: number): StaticPage | undefined {
	return LISTS[asked.pathname]?.(asked, records);
}

/** A single record, or the answer to a sign-in. */
export function recordAt({ pathname }: URL): unknown {
	if (pathname.endsWith('/auth/access_token')) return { ok: true, accessToken: 'token', expiresIn: 10_800 };
	const nth = Number(pathname.split('/').at(-1));
	return pathname.startsWith('/polarity') ? { data: polarityIntegration(nth) } : celigoIntegration(nth);
}

function celigoIntegrations({ pathname, searchParams, origin }: URL, records: number): StaticPage {
	const limit = number(searchParams, 'limit', 1000);
	const after = number(searchParams, 'after', 0);
	const end = Math.min(records, after + limit);
	const next = `<${origin}${pathname}?limit=${limit}&after=${end}>; rel="next"`;
	return { body: between(after, end).map(celigoIntegration), link: end < records ? next : undefined };
}

function celigoIntegration(nth: number) {
	const lastModified = new Date(FIRST_MS + nth).toISOString();
	return { _id: String(nth), name: `Integration ${nth}`, sandbox: false, lastModified, ...PADDING };
}

function polarityIntegrations({ searchParams }: URL, records: number): StaticPage {
	const size = number(searchParams, 'page[size]', 100);
	const page = number(searchParams, 'page[number]', 1);
	const rows = between((page - 1) * size, Math.min(records, page * size)).map(polarityIntegration);
	return { body: { data: rows, meta: { page: { number: page, size, total: records } } } };
}

function polarityIntegration(nth: number) {
	const attributes = { name: `Integration ${nth}`, status: 'running', ...PADDING };
	return { type: 'integrations', id: String(nth), attributes };
}

/** Newest first; older lines from an edge, which is asked for again. */
function portLogs({ searchParams }: URL, records: number): StaticPage {
	const limit = number(searchParams, 'limit', 100);
	const edge = searchParams.get('log_id');
	const from = edge === null ? 0 : Number(edge);
	const rows = between(from, Math.min(records, from + limit)).map((nth) => ({
		_id: String(nth),
		timestamp: new Date(FIRST_MS - nth * 1000).toISOString(),
		level: 'INFO',
		message: `Line ${nth}`,
		...PADDING,
	}));
	return { body: { ok: true, data: rows } };
}

function ductapeLines({ searchParams }: URL, records: number): StaticPage {
	const limit = number(searchParams, 'limit', 100);
	const page = number(searchParams, 'page', 1);
	const rows = between((page - 1) * limit, Math.min(records, page * limit)).map((nth) => ({
		_id: String(nth),
		timestamp: new Date(FIRST_MS - nth * 1000).toISOString(),
		status: 'success',
		message: `Run ${nth}`,
		...PADDING,
	}));
	const metadata = { total: records, page, limit, totalPages: Math.ceil(records / limit) };
	return { body: { status: true, data: { logs: { metadata, data: rows } } } };
}

function gestalSows({ searchParams }: URL, records: number): StaticPage {
	const size = number(searchParams, 'per_page', 100);
	const page = number(searchParams, 'page', 1);
	const pages = Math.ceil(records / size);
	const rows = between((page - 1) * size, Math.min(records, page * size)).map((nth) => ({
		cloud_id: String(nth),
		gestal_id: `sow ${nth}`,
		...PADDING,
	}));
	const meta = {
		total: records,
		pages,
		per_page: size,
		current_page: page,
		next_page: page < pages && page + 1,
	};
	return { body: { data: rows, meta: { ...meta, last_page: page >= pages } } };
}

function number(parameters: URLSearchParams, name: string, otherwise: number): number {
	return Number(parameters.get(name) ?? otherwise);
}

/** Nothing where the list ends before its page begins; lodash would count downwards. */
function between(from: number, to: number): number[] {
	return from < to ? range(from, to) : [];
}
