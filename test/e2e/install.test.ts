import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryFolder } from '../../demo/install/folders';
import { runFolder } from './world/folders';
import { nextVersion, packNextVersion } from './world/nextVersion';
import { putOtherPackage } from './world/otherPackage';
import { prepared, type Prepared } from './world/prepared';
import { ReadmeCommands } from './world/readmeCommands';
import { WatchedTrigger } from './world/WatchedTrigger';
import { World } from './world/World';

/** Packages that were installed in the editor: before this one, and between its installation and its upgrade. */
const [earlier, later] = ['n8n-nodes-earlier', 'n8n-nodes-later'];

let packed: Prepared['packed'];
let readme: ReadmeCommands;
let world: World;
const triggers: WatchedTrigger[] = [];

beforeAll(async () => {
	({ packed } = await prepared());
	readme = await ReadmeCommands.read();
	world = await World.start({
		name: 'install',
		installByHand: async (home) => {
			await putOtherPackage(home, earlier);
			await readme.install(home, packed.file, packed);
		},
	});
});

afterAll(async () => {
	await world.stop();
});

/** Packages in n8n's folder for community nodes. */
async function installed(): Promise<string[]> {
	const folder = join(world.n8n.folder, '.n8n', 'nodes', 'node_modules');
	return (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
}

/** What the editor offers of this package. */
const offered = async () =>
	(await world.n8n.client.nodeTypes()).filter((name) => name.startsWith(`${packed.name}.`));

/** The triggers' last requests: by which version they were sent, platform by platform. */
const senders = () =>
	world.platforms.map(({ running, definition }) => ({
		platform: definition.demo.name,
		sentBy: running.simulator.requests.last(definition.pollRequest)?.headers['user-agent'],
	}));

const sentByAll = (version: string) =>
	world.platforms.map(({ name: platform }) => ({ platform, sentBy: `${packed.name}/${version}` }));

async function causeErrors(): Promise<void> {
	for (const trigger of triggers) await trigger.causeError();
}

async function expectEachEmittedOnce(): Promise<void> {
	await Promise.all(
		triggers.map(async (trigger) => {
			await trigger.untilEmitted();
			await trigger.untilPolledAgain();
			const { name, expected } = trigger;
			expect({ name, emitted: await trigger.emitted() }).toEqual({ name, emitted: expected });
		}),
	);
}

describe('the package, installed by hand as README.md says', () => {
	it('comes from a tarball that a script of package.json makes and checks', async () => {
		const manifest = await readFile(join(repositoryFolder, 'package.json'), 'utf8');
		const { scripts } = z.object({ scripts: z.record(z.string()) }).parse(JSON.parse(manifest));
		expect(readme.makeTarball).toBe('npm run package');
		expect(scripts.package).toMatch(/npm run build && node tooling\/package\.mjs$/);
	});

	it('is there without a registry, beside another one, and brings nothing along', async () => {
		expect(await installed()).toEqual([earlier, packed.name]);
	});

	it('is offered by the editor, and not listed under Community nodes', async () => {
		for (const { definition } of world.platforms) {
			expect(await offered()).toContain(`${packed.name}.${definition.node.name}`);
		}
		expect(await world.n8n.client.communityPackages()).toEqual([]);
	});

	it('keeps the place of published triggers over an upgrade, and emits each error once', async () => {
		for (const platform of world.platforms) triggers.push(await WatchedTrigger.publish(world, platform));
		await causeErrors();
		await Promise.all(triggers.map(async (trigger) => await trigger.untilEmitted()));
		expect(senders()).toEqual(sentByAll(packed.version));

		await world.n8n.stop();
		await putOtherPackage(world.n8n.folder, later);
		const tarball = await packNextVersion(packed, join(runFolder, 'next-version'));
		await readme.install(world.n8n.folder, tarball, packed);
		await causeErrors();
		await world.n8n.start();
		await expectEachEmittedOnce();
		expect(senders()).toEqual(sentByAll(nextVersion));
		expect(await installed()).toEqual([earlier, packed.name, later]);
	});

	it('is gone after it was uninstalled; installed and published again, it goes on where it was', async () => {
		await world.n8n.stop();
		await readme.uninstall(world.n8n.folder);
		expect(await installed()).toEqual([earlier, later]);
		await world.n8n.start();
		expect(await offered()).toEqual([]);
		await causeErrors();

		await world.n8n.stop();
		await readme.install(world.n8n.folder, packed.file, packed);
		await world.n8n.start();
		for (const trigger of triggers) await trigger.publishAgain();
		await expectEachEmittedOnce();
	});
});
