import { attempt, isError } from 'lodash';

import { FieldError } from '../data/FieldError';
import { NO_UNSENDABLE, UNSENDABLE } from '../data/text';

/**
 * The path of a request below a platform's base URL, with every variable part encoded.
 *
 * A Route can only be made by `route` and `typedRoute` (which encode) or from a link that the platform itself sent,
 * so that an id can never leave its place in the path.
 */
export class Route {
	constructor(
		readonly path: string,
		readonly search = '',
	) {}
}

/**
 * Tagged template for routes: `` route`/flows/${flowId}/errors` ``. Text and numbers are encoded; a Route is
 * put in as it is, so that routes can be built on one another.
 *
 * @throws FieldError when a part is empty or would climb out of its place (`.` and `..`).
 */
export function route(
	literals: TemplateStringsArray,
	...parts: ReadonlyArray<string | number | Route>
): Route {
	return new Route(String.raw({ raw: literals }, ...parts.map(encodePart)));
}

/**
 * The route of a link that the platform sent: its path below the base URL and its query. Its host is dropped, so that the
 * credential never leaves the configured one. Relative links are resolved against the base. A proxy before the platform
 * may have a path of its own, which the platform's links do not know.
 */
export function linkedRoute(link: string, baseUrl: string): Route {
	const base = new URL(`${baseUrl}/`);
	const { pathname, search } = new URL(link, base);
	const segments = base.pathname.split('/').filter((segment) => segment !== '');
	const known = segments
		.map((_, index) => `/${segments.slice(index).join('/')}`)
		.find((prefix) => pathname.startsWith(`${prefix}/`));
	// What has another scheme than a web address may have no slash: it would become a part of the host.
	return new Route(pathname.slice(known?.length ?? 0).replace(/^(?!\/)/, '/'), search);
}

/**
 * The route of a path that a person typed, below the base URL; the slash before it may be missing. What is encoded (`%2F` in
 * an ID) stays as it is, everything else is encoded, so that nothing of it can lead to another place or another host.
 *
 * @throws FieldError where it is a whole URL, has a query, or has a part that is empty or climbs out of its place.
 */
export function typedRoute(typed: string): Route {
	const path = typed.trim();
	const refused = refusalOf(path);
	if (refused !== undefined) throw new FieldError(refused, 'Nothing was sent.');
	const segments = path.replace(/^\//, '').split('/').map(encodeURIComponent);
	// Characters that are encoded stay so.
	return new Route(`/${segments.join('/')}`.replace(/%25(?=[\dA-F]{2})/gi, '%'));
}

function refusalOf(path: string): string | undefined {
	if (/^[a-z][a-z\d+.-]*:\/\//i.test(path) || /^[/\\]{2}/.test(path)) {
		return 'must be a path below the base URL in the credential, not a URL';
	}
	if (/[?#]/.test(path)) return "must not contain ? or #. Use 'Query Parameters', or %3F and %23 in an ID";
	const segments = path.replace(/^\//, '').split('/').map(decoded);
	if (segments.includes(undefined)) return 'contains a % that begins no encoded character. Use %25 instead';
	if (segments.includes('')) {
		return 'has an empty part. If it comes from an expression, check that the expression has a value';
	}
	// A server may decode before it looks at the slashes.
	const parts = segments.flatMap((segment) => segment?.split(/[/\\]/) ?? []);
	if (parts.some((part) => part === '.' || part === '..')) return 'must not contain . or .. as a part';
	return UNSENDABLE.test(parts.join()) ? NO_UNSENDABLE : undefined;
}

/** Undefined where a % begins nothing, or what it begins is no text. */
function decoded(segment: string): string | undefined {
	const text = attempt(decodeURIComponent, segment);
	return isError(text) ? undefined : text;
}

function encodePart(part: string | number | Route): string {
	if (part instanceof Route) return part.path;
	const text = String(part);
	const shown = text === '' ? 'empty' : `"${text}"`;
	if (/^\.{0,2}$/.test(text)) throw new FieldError(`An ID is ${shown}`, 'Enter the ID. Nothing was sent.');
	return encodeURIComponent(text);
}
