import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { ICredentialType, INodeType } from 'n8n-workflow';
import { z } from 'zod';

import { repositoryFolder } from '../../demo/install/folders';

/**
 * What is measured is the package as npm gets it: what runs TypeScript here would leave traces of its own in every function.
 * `npm run build` must have run.
 */
const load = createRequire(join(repositoryFolder, 'dist', 'here.js'));

const nodeType = z.custom<INodeType>((made) => has(made, 'description'));
const credential = z.custom<ICredentialType>((made) => has(made, 'displayName') && has(made, 'properties'));

export function publishedNode(name: string): INodeType {
	return nodeType.parse(made(`./nodes/${name}/${name}.node.js`, name));
}

export function publishedTrigger(name: string): INodeType {
	return nodeType.parse(made(`./nodes/${name}/${name}Trigger.node.js`, `${name}Trigger`));
}

export function publishedCredential(name: string): ICredentialType {
	return credential.parse(made(`./credentials/${name}.credentials.js`, name));
}

function made(path: string, name: string): unknown {
	const loaded: unknown = load(path);
	const Class: unknown = Reflect.get(Object(loaded), name);
	if (typeof Class !== 'function') throw new Error(`${path} has no ${name}`);
	return Reflect.construct(Class, []);
}

function has(made: unknown, key: string): boolean {
	return typeof made === 'object' && made !== null && key in made;
}
