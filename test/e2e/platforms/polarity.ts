import { expect } from '@jest/globals';
import { polarity as demo } from '../../../demo/platforms/polarity';
import { Polarity } from '../../../nodes/Polarity/Polarity.node';
import { PolarityTrigger } from '../../../nodes/Polarity/PolarityTrigger.node';
import { seededVirusTotalId } from '../../../simulators/polarity';
import type { EndToEndPlatform } from './EndToEndPlatform';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const integrationId = byId(seededVirusTotalId);

export const polarity: EndToEndPlatform = {
	demo,
	nodeFolder: 'Polarity',
	node: new Polarity().description,
	trigger: new PolarityTrigger().description,
	refusal: {
		data: { apiKey: 'another-key' },
		message: 'The server rejected the API key or token. It may be incomplete or expired.',
	},
	operations: [
		{
			resource: 'integration',
			operation: 'getMany',
			note: ' over 13 pages',
			parameters: { returnAll: true },
			verify: (items) => {
				expect(new Set(items.map(({ json }) => json.id)).size).toBe(1250);
				expect(items[0]?.json).toMatchObject({
					id: seededVirusTotalId,
					name: 'VirusTotal',
					status: 'running',
				});
			},
		},
		{
			resource: 'integration',
			operation: 'getMany',
			note: ' that run',
			parameters: { filters: { status: 'running' } },
			verify: (items) => {
				expect(items.map(({ json }) => json.name)).toEqual(['VirusTotal', 'AWS EC2', 'Shodan']);
			},
		},
		{
			resource: 'integration',
			operation: 'get',
			parameters: { integrationId },
			verify: (items) => {
				expect(items).toHaveLength(1);
				expect(items[0]?.json).toMatchObject({ id: seededVirusTotalId, name: 'VirusTotal' });
				expect(items[0]?.pairedItem).toEqual({ item: 0 });
			},
		},
		{
			resource: 'integration',
			operation: 'update',
			parameters: { integrationId, changes: { autosubscribe: true } },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ autosubscribe: true });
			},
		},
		{
			resource: 'integration',
			operation: 'updateOptions',
			parameters: {
				integrationId,
				optionChanges: { rows: [{ optionId: byId('baseUrl'), value: 'https://new.example.com' }] },
			},
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ id: `${seededVirusTotalId}-baseUrl`, 'admin-only': false });
			},
		},
		{
			resource: 'integration',
			operation: 'getOptions',
			parameters: { integrationId, includeValues: true },
			verify: (items) => {
				expect(items.map(({ json }) => json.value)).toContain('https://new.example.com');
			},
		},
		{
			resource: 'integration',
			operation: 'setPermissions',
			parameters: { integrationId, permissions: { rows: [{ groupId: '1', granted: ['read'] }] } },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ groupId: '1', permissions: ['read'] });
			},
		},
		{
			resource: 'integration',
			operation: 'getHealth',
			parameters: { integrationId },
			verify: (items) => {
				expect(items[0]?.json).toMatchObject({ platform: 'polarity', status: 'ACTIVE', openErrors: 0 });
			},
		},
		{
			resource: 'lookup',
			operation: 'parseText',
			parameters: { text: 'From 8.8.8.8 to evil.example.com' },
			verify: (items) => {
				expect(items.map(({ json }) => json.value)).toEqual(['8.8.8.8', 'evil.example.com']);
			},
		},
		{
			resource: 'lookup',
			operation: 'lookUp',
			parameters: { text: 'From 8.8.8.8' },
			verify: (items) => {
				expect(items.map(({ json }) => json.integrationName)).toEqual(['VirusTotal', 'AWS EC2', 'Shodan']);
				expect(items[0]?.json).toMatchObject({ value: '8.8.8.8', isHit: true, summary: ['Score: 0'] });
				expect(items[2]?.json.warning).toBe('Polarity: Shodan quota exceeded for this month');
			},
		},
	],
	pollRequest: { method: 'GET', path: '/api/integrations/errors' },
	picker: {
		resource: 'integration',
		operation: 'get',
		field: 'integrationId',
		lists: ['VirusTotal', 'AWS EC2', 'Shodan', 'Jira'],
	},
};
