import { resolve } from 'node:path';

/** The demo's own folder: it holds the package.json and the lock of the n8n that is run. */
export const demoFolder = resolve(__dirname, '..');

/** The clone's top. */
export const repositoryFolder = resolve(demoFolder, '..');

/** Everything that is downloaded or built for n8n; ignored by git, safe to delete. */
export const installFolder = resolve(demoFolder, '.n8n-install');
