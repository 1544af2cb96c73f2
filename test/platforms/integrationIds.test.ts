import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import type { Resource } from '../../core';
import { resources as celigo } from '../../nodes/Celigo/resources';
import { resources as ductape } from '../../nodes/Ductape/resources';
import { INSTALLATION } from '../../nodes/Gestal/platform';
import { resources as gestal } from '../../nodes/Gestal/resources';
import { resources as polarity } from '../../nodes/Polarity/resources';
import { resources as port } from '../../nodes/Port/resources';

const samples = z.object({
	operations: z.record(z.object({ output: z.record(z.unknown()) }).passthrough()),
});

/** What the operations returned from the simulators; `test/docs/samples.test.ts` compares it with what they return. */
function outputsOf(platform: string) {
	const file = join(__dirname, '../../docs/samples', `${platform}.json`);
	return samples.parse(JSON.parse(readFileSync(file, 'utf8'))).operations;
}

/** Lists of the whole account: a connection serves many integrations, a tag all. */
const OF_THE_ACCOUNT = ['connection.getMany', 'tag.getMany'];

/** The lists with a short form, but for those of an account or of a farm, which belong to no integration. */
function listsOf(resources: readonly Resource[]): string[] {
	return resources.flatMap(({ value, operations }) =>
		operations
			.filter(({ listsWhen, simplifies, credentialType }) => {
				return listsWhen !== undefined && simplifies && credentialType !== INSTALLATION;
			})
			.map((operation) => `${value}.${operation.value}`)
			.filter((list) => !OF_THE_ACCOUNT.includes(list)),
	);
}

describe.each(Object.entries({ celigo, ductape, gestal, polarity, port }))('%s', (platform, resources) => {
	test('the records of every list name their integration, besides by the own key of the platform', () => {
		const outputs = outputsOf(platform);
		const lists = listsOf(resources);
		expect(lists).toContain('integration.getMany');
		expect(lists.filter((list) => !('integrationId' in (outputs[list]?.output ?? {})))).toEqual([]);
	});
});
