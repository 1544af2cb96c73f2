/** n8n's rule for Simplify: a table that a person takes in at a glance. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const MOST_FIELDS = 10;

const requireBuilt = createRequire(import.meta.url);

export function complaintsAboutShortForms(folder) {
	const nodes = join(folder, 'dist', 'nodes');
	if (!existsSync(nodes)) return [];
	return readdirSync(nodes).flatMap((platform) => {
		const { resources } = requireBuilt(join(nodes, platform, 'resources', 'index.js'));
		return resources.flatMap(({ name, operations }) =>
			operations.flatMap((operation) => {
				const fields = fieldsOf(operation.simplify);
				if (fields.length <= MOST_FIELDS) return [];
				return [
					`${platform} > ${name}: ${operation.name}: Simplify returns ${fields.length} fields, not ${MOST_FIELDS} or fewer: ${fields.join(', ')}`,
				];
			}),
		);
	});
}

/** The values of an operation's fields, whatever they are called. */
const anyValues = new Proxy({}, { get: () => [] });

/** A short form that is a function has its fields whatever record it gets. */
function fieldsOf(simplify) {
	if (simplify === undefined) return [];
	return typeof simplify === 'function' ? Object.keys(simplify({}, anyValues)) : simplify;
}
