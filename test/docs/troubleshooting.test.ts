import { describe, expect, test } from '@jest/globals';
import { difference } from 'lodash';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { NETWORK_MEANINGS } from '../../core/request/meanings';
import { ThingsServer } from '../core/things';
import { testCredential } from '../engine';
import { KeyApi } from '../engine/engineSubjects';
import { untilTestEnds } from '../lifecycle';

const untilEnd = untilTestEnds();

describe('the codes that the test of a credential shows', () => {
	const page = readFileSync(join(__dirname, '../../docs/troubleshooting.md'), 'utf8');
	const [, section = ''] = /^## The test of a credential$([^]*?)^## /m.exec(page) ?? [];
	const rows = [...section.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, codes = '']) => codes.split(', '));
	const listed = rows.map((code) => code.replaceAll('`', ''));

	test('are all in the table that explains them', () => {
		// These are the node's own: no test has a poll's end, or a bound of its response.
		const ofOthers = ['NO_TIME_LEFT', 'TOO_LARGE'];
		expect(listed.length).toBeGreaterThan(10);
		expect(difference(Object.keys(NETWORK_MEANINGS), ofOthers, listed)).toEqual([]);
	});

	test('also where https:// was put before the address of a server without it', async () => {
		const { url } = untilEnd(await ThingsServer.start());
		const data = { baseUrl: url.replace('http:', 'https:'), key: 'key' };
		const { message } = await testCredential({ credentialType: new KeyApi(), data });
		const isListed = listed.some((code) => message.startsWith(code.replace('...', '')));
		expect({ message, isListed }).toEqual({ message, isListed: true });
	});
});
