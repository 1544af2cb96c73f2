import { typedRoute, type Route } from '../request/Route';
import type { Field } from './Field';
import { text } from './fields';

/** The path of any request below the base URL, with IDs in it as they are. */
export function apiPath(example: string): Field<Route> {
	const { property, read } = text({
		displayName: 'Path',
		placeholder: `e.g. ${example}`,
		description: 'Path below the base URL in the credential, without query parameters',
	});
	return { property, read: (given, surroundings) => typedRoute(read(given, surroundings)) };
}
