import { join } from 'node:path';
import { folderOutside } from '../../../demo/install/folders';

/** What a run leaves: wiped by the next one of this checkout, so that logs can be read after a failure. */
export const runFolder = folderOutside('e2e');

/** Where the preparation tells the tests what it made. */
export const preparedFile = join(runFolder, 'prepared.json');
