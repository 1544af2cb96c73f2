import { describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { forEachTest } from '../lifecycle';
import { everyNode } from '../platforms/everyNode';
import { ownDate } from '../platforms/ownDate';
import { sampledPlatforms } from './samples/platforms';
import { sampleOf } from './samples/SampledPlatform';

/** `npm run samples` writes what the operations did into docs/samples; `npm test` compares it with what they do. */
const isWriting = process.env['SAMPLES'] === 'write';
const folder = join(__dirname, '../../docs/samples');

forEachTest(ownDate);

/** The stored values of the events that the trigger of a platform offers. */
async function eventsOf(name: string): Promise<unknown[]> {
	const nodes = await everyNode();
	const trigger = nodes.find(({ description }) => description.name === `${name}Trigger`);
	const events = trigger?.description.properties.find((property) => property.name === 'events');
	return (events?.options ?? []).map((option) => 'value' in option && option.value);
}

describe.each(sampledPlatforms)('$name', (platform) => {
	const file = join(folder, `${platform.name}.json`);
	const written: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;

	test('test/docs/samples/events.ts has a sample of each event of its trigger', async () => {
		const values = await eventsOf(platform.name);
		expect(values).not.toEqual([]);
		expect(Object.keys(platform.events).sort()).toEqual(values.sort());
	});

	test('docs/samples has what every operation and event returns (npm run samples writes it anew)', async () => {
		const operations: Record<string, unknown> = {};
		for (const task of [...platform.tasks].sort()) operations[task] = await sampleOf(platform, task);
		const events: Record<string, unknown> = {};
		for (const [event, emitted] of Object.entries(platform.events)) events[event] = await emitted();
		const samples = { operations, events };
		if (isWriting) {
			mkdirSync(folder, { recursive: true });
			writeFileSync(file, `${JSON.stringify(samples, null, '\t')}\n`);
		} else {
			expect(samples).toEqual(written);
		}
	}, 300_000);
});
