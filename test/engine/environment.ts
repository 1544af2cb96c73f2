/**
 * What n8n-core reads from its surroundings when it is first used. Imported before n8n-core by every file here.
 *
 * n8n writes a settings file into its user folder; without this, a test run would write into the home folder of
 * whoever runs it, and read what another n8n left there.
 */
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** jest's global setup makes the folder and its teardown removes it; a script on its own does both here. */
function ownFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'engine-'));
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

const shared = process.env['ENGINE_FOLDER'];
process.env['N8N_USER_FOLDER'] = shared ? join(shared, process.env['JEST_WORKER_ID'] ?? '0') : ownFolder();
process.env['N8N_ENCRYPTION_KEY'] = 'only-for-tests';
process.env['N8N_LOG_LEVEL'] = 'silent';
process.env['N8N_DIAGNOSTICS_ENABLED'] = 'false';
