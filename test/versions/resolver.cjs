const { sep } = require('node:path');

/** Where the n8n-core of the version under test, and what n8n has beside it, are installed. */
const folder = process.env.N8N_VERSION_FOLDER;

/** What n8n gives to a community package, and what the tests' engine takes of n8n. */
const packagesOfN8n = new Set([
	'@n8n/di',
	'axios',
	'lodash',
	'luxon',
	'n8n-core',
	'n8n-workflow',
	'p-limit',
	'reflect-metadata',
	'zod',
]);

const packageOf = (request) =>
	request
		.split('/')
		.slice(0, request.startsWith('@') ? 2 : 1)
		.join('/');

/** What this repository's files import of n8n is that of the version under test; n8n's own files find it by themselves. */
module.exports = (request, options) => {
	const isOurs = !options.basedir.split(sep).includes('node_modules');
	const basedir = isOurs && packagesOfN8n.has(packageOf(request)) ? folder : options.basedir;
	return options.defaultResolver(request, { ...options, basedir });
};
