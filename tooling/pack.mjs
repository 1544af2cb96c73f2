/**
 * `npm pack` of a built package, refused when it is not whole.
 *
 * npm packs what is there: without dist that is a package of four files, and no script can stop it, since scripts are
 * off here (.npmrc). So everything that is published, scanned, tested or run is packed here.
 *
 * `node tooling/pack.mjs FOLDER` prints what npm says of the file that it made in FOLDER.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { npm, root } from './npm.mjs';

/** What n8n loads by its path in the manifest, and what lets it load only the node that a workflow uses. */
function neededFiles(folder) {
	const { n8n } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	const metadata = ['known', 'types'].flatMap((kind) =>
		['nodes', 'credentials'].map((what) => `dist/${kind}/${what}.json`),
	);
	return [...n8n.nodes, ...n8n.credentials, ...metadata];
}

/**
 * Packs the package in `folder` into `destination`; returns npm's description of the file.
 * @throws when a file is missing that n8n needs: the package was not built, or not to the end.
 */
export function pack(destination, folder = root) {
	const { status, stdout, stderr } = npm(['pack', '--json', '--pack-destination', destination], {
		cwd: folder,
	});
	if (status !== 0) throw new Error(`npm pack failed.\n${stderr}`);
	const [packed] = JSON.parse(stdout);
	const paths = new Set(packed.files.map(({ path }) => path));
	const missing = neededFiles(folder).filter((path) => !paths.has(path));
	if (missing.length > 0) {
		rmSync(join(destination, packed.filename));
		throw new Error(`The package is not built: it lacks ${missing.join(', ')}. Run npm run package.`);
	}
	return packed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const [destination = '.', folder = root] = process.argv.slice(2);
	try {
		console.log(JSON.stringify([pack(resolve(destination), resolve(folder))]));
	} catch (error) {
		console.error(error.message);
		process.exitCode = 1;
	}
}
