import { FieldError } from '../data/FieldError';

/**
 * The path of a request below a platform's base URL, with every variable part encoded.
 *
 * A Route can only be made by `route` (which encodes) or from a link that the platform itself sent,
 * so that an id can never leave its place in the path.
 */
export class Route {
	private constructor(
		readonly path: string,
		readonly search: string,
	) {}

	/** For `route` and `linkedRoute` only: they see to it that the parts are encoded. */
	static fromEncoded(path: string, search = ''): Route {
		return new Route(path, search);
	}

	toString(): string {
		return `${this.path}${this.search}`;
	}
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
	const path = literals.reduce((text, literal, index) => {
		const part = parts[index - 1];
		return `${text}${part === undefined ? '' : encodePart(part)}${literal}`;
	}, '');
	return Route.fromEncoded(path);
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
	return Route.fromEncoded(pathname.slice(known?.length ?? 0), search);
}

function encodePart(part: string | number | Route): string {
	if (part instanceof Route) return part.path;
	const text = String(part);
	if (text === '' || text === '.' || text === '..') {
		throw new FieldError(
			`An ID is ${text === '' ? 'empty' : `"${text}"`}`,
			'Enter the ID. Nothing was sent.',
		);
	}
	return encodeURIComponent(text);
}
