import { expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { exampleWorkflow, startingPlatforms } from '../../demo/exampleWorkflows';
import { sayWhatToTry } from '../../demo/play';
import { celigo } from '../../demo/platforms/celigo';
import { port } from '../../demo/platforms/port';
import type { StartedPlatform } from '../../demo/startPlatforms';
import { forEachTest } from '../lifecycle';

let platforms: StartedPlatform[];

forEachTest(async () => {
	const [known, other] = await Promise.all([celigo.start(0), port.start(0)]);
	const watch = { ...other.watch, type: 'n8n-nodes-integration-ops.acmeTrigger' };
	platforms = [
		{ name: 'Celigo', running: known },
		{ name: 'Acme', running: { ...other, watch } },
	];
	return {
		stop: async () => {
			await Promise.all([known.simulator.stop(), other.simulator.stop()]);
		},
	};
});

function saidWithoutChat(withoutChat: StartedPlatform[]): string {
	const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
	sayWhatToTry('http://127.0.0.1:5678', withoutChat);
	const said = written.mock.calls.map(([text]) => String(text)).join('');
	written.mockRestore();
	return said;
}

test('npm start waits for the chat messages of those platforms only whose trigger the example has', async () => {
	const example = await exampleWorkflow('new-error-to-chat', { platforms: [] });
	expect(startingPlatforms(example, platforms).map(({ name }) => name)).toEqual(['Celigo']);
});

test('npm start promises no chat message of a platform that the example does not have', () => {
	expect(saidWithoutChat([])).not.toContain('It has no trigger');
	expect(saidWithoutChat(platforms.slice(1))).toContain(
		'It has no trigger of Acme: that one starts "Acme: watch for new errors".',
	);
});

test('npm start and README say that the next start takes changes of its workflows back', () => {
	const said = saidWithoutChat([]);
	const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
	for (const text of [said, readme]) expect(text).toMatch(/rename a workflow\s+before you change it/i);
});
