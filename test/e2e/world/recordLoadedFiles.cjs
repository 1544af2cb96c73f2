/**
 * Loaded into n8n's process before everything else (NODE_OPTIONS): appends the path of each file that is required
 * from an installed community package to the file that LOADED_FILES names.
 */
const { appendFileSync } = require('node:fs');
const { sep } = require('node:path');

const installedPackages = ['.n8n', 'nodes', 'node_modules', ''].join(sep);
const load = require.extensions['.js'];

require.extensions['.js'] = (module, filename) => {
	const target = process.env.LOADED_FILES;
	if (target !== undefined && filename.includes(installedPackages)) appendFileSync(target, `${filename}\n`);
	return load(module, filename);
};
