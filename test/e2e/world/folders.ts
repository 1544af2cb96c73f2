import { join } from 'node:path';

/** What a run leaves: wiped by the next one, so that logs can be read after a failure. */
export const runFolder = join(__dirname, '..', '.n8n-data');

/** Where the preparation tells the tests what it made. */
export const preparedFile = join(runFolder, 'prepared.json');
