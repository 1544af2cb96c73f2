import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One folder for the settings files of all jest workers; globalTeardown removes it. */
export default function globalSetup() {
	process.env.ENGINE_FOLDER = mkdtempSync(join(tmpdir(), 'engine-'));
}
