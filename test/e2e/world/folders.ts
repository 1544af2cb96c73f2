import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryFolder } from '../../../demo/install/folders';

const checkout = createHash('sha1').update(repositoryFolder).digest('hex').slice(0, 8);

/**
 * What a run leaves: wiped by the next one of this checkout, so that logs can be read after a failure. Outside the
 * checkout: below it the installed nodes would find its n8n-workflow, and nobody would notice that they miss n8n's own.
 */
export const runFolder = join(tmpdir(), `n8n-nodes-integration-ops-e2e-${checkout}`);

/** Where the preparation tells the tests what it made. */
export const preparedFile = join(runFolder, 'prepared.json');
