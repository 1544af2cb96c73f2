/**
 * Runs n8n's scanner for community packages over the package as npm packs it, and over its source.
 *
 * The scanner's own command downloads a published package, and the source that npm's provenance names; these are
 * the two analyses that it then makes, without the network.
 */
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { root } from './npm.mjs';
import { pack } from './pack.mjs';

const kibibytes = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

/** Packs as a publication would, and unpacks. */
function unpacked(folder) {
	const { filename, files, size, unpackedSize } = pack(folder);
	const { status, stderr } = spawnSync('tar', ['-xzf', filename], { cwd: folder, encoding: 'utf8' });
	if (status !== 0) throw new Error(`Unpacking failed.\n${stderr}`);
	console.log(`${filename}: ${files.length} files, ${kibibytes(size)}, unpacked ${kibibytes(unpackedSize)}`);
	return join(folder, 'package');
}

const folder = mkdtempSync(join(tmpdir(), 'scan-'));
try {
	const results = [
		['packed package', await analyzePackage(unpacked(folder), ['**/*.js', 'package.json'])],
		['source', await analyzePackage(root, SOURCE_FILE_PATTERNS)],
	];
	for (const [what, { passed, message, details }] of results) {
		console.log(
			passed ? `n8n's scanner: the ${what} passes.` : `n8n's scanner: the ${what} fails. ${message}`,
		);
		if (!passed) {
			console.error(details ?? '');
			process.exitCode = 1;
		}
	}
} finally {
	rmSync(folder, { recursive: true, force: true });
}
