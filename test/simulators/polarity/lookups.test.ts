import { describe, expect, it } from '@jest/globals';

import type { PolaritySimulator } from '../../../simulators/polarity';
import { forEachTest } from '../../lifecycle';
import { http, lookup, open, VT, type Reply } from './client';

let polarity: PolaritySimulator;
forEachTest(async () => (polarity = await open()));

const violations = () => polarity.violations.lines();
const parse = async (text: string) =>
	await http.post<Reply>('/api/parsed-entities', { data: { type: 'parsed-entities', attributes: { text } } });

describe('lookups', () => {
	it('finds entities and their annotations in a text', async () => {
		polarity.state.annotations.set('8.8.8.8', ['resolver']);
		const text =
			'Mail a@b.example.com from 8.8.8.8 to https://evil.example.com/x, CVE-2024-12345, 999.1.1.1, 10.0.0.1';
		const { entities, annotations } = (await parse(`${text} ${'a'.repeat(64)}`)).data.data.attributes;
		expect(entities.map(({ type, value }) => [type, value])).toEqual([
			['url', 'https://evil.example.com/x,'],
			['email', 'a@b.example.com'],
			['IPv4', '8.8.8.8'],
			['IPv4', '10.0.0.1'],
			['cve', 'CVE-2024-12345'],
			['hash', 'a'.repeat(64)],
		]);
		expect(annotations).toEqual([
			{ entity: { 'entity-name': '8.8.8.8' }, contexts: [{ tag: { 'tag-name': 'resolver' } }] },
		]);
		expect((await parse('nothing here')).data.data.attributes.entities).toEqual([]);
		expect(violations()).toEqual([]);
		expect((await parse('x'.repeat(5001))).status).toBe(422);
		expect((await http.post<Reply>('/api/parsed-entities', { text: 'x' })).status).toBe(400);
		expect((await http.post<Reply>('/api/parse-entities', { text: 'x' })).status).toBe(404);
		expect(polarity.violations.kinds()).toEqual(['invalidBody', 'invalidBody', 'unknownPath']);
	});

	it('parses without a type in the body, and knows the types of newer servers (section 9)', async () => {
		const text = `2001:db8::1 10.1.0.0/16 00:1b:44:11:3a:b7 ${'b'.repeat(40)} ${'c'.repeat(128)}`;
		const { status, data } = await http.post<Reply>('/api/parsed-entities', {
			data: { attributes: { text } },
		});
		expect(status).toBe(200);
		expect(data.data.attributes.entities).toMatchObject([
			{ type: 'IPv4CIDR', value: '10.1.0.0/16' },
			{ type: 'MAC', value: '00:1b:44:11:3a:b7' },
			{ type: 'IPv6', value: '2001:db8::1', isIPv6: true, isIP: true },
			{ type: 'hash', types: ['hash', 'SHA512'], hashType: 'SHA512', isSHA512: true },
			{ type: 'hash', types: ['hash', 'SHA1'], hashType: 'SHA1', isSHA1: true, isHex: true },
		]);
		expect(violations()).toEqual([]);
	});

	it('answers hits and misses, in every form', async () => {
		const results = async () => (await lookup(VT, ['8.8.8.8', '1.1.1.1'])).data.data.attributes.results;
		expect(await results()).toEqual([
			{
				entity: { value: '8.8.8.8', type: 'IPv4' },
				displayValue: '8.8.8.8',
				data: { summary: ['Score: 0'], details: { country: 'US' } },
			},
			{ entity: { value: '1.1.1.1', type: 'IPv4' }, displayValue: '1.1.1.1', data: null },
		]);
		polarity.switches.misses = 'absent';
		polarity.switches.displayValue = 'display-value';
		expect(await results()).toEqual([expect.objectContaining({ 'display-value': '8.8.8.8' })]);
		polarity.switches.displayValue = 'absent';
		expect((await results())[0]).not.toHaveProperty('display-value');
		expect(polarity.state.thirdPartyLookups).toBe(6);
		expect(violations()).toEqual([]);
	});

	it('fails with the third party, for stopped and for unknown integrations', async () => {
		const failed = await lookup('shodan', ['8.8.8.8']);
		expect(failed.status).toBe(500);
		expect(failed.data.errors[0]?.meta?.errors[0]?.detail).toBe('Shodan quota exceeded for this month');
		expect((await lookup('jira', ['8.8.8.8'])).status).toBe(422);
		expect((await lookup('nope', ['8.8.8.8'])).status).toBe(404);
		expect(violations()).toEqual([]);
		expect((await lookup(VT, [])).status).toBe(400);
		expect(polarity.violations.kinds()).toEqual(['invalidBody']);
	});
});
