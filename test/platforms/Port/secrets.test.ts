import { describe, expect, test } from '@jest/globals';

import { forEachTest } from '../../lifecycle';
import { chosen, PortBench } from './bench';

/** Names and texts as Port's own default mappings have them: none is a credential. */
const RESOURCES = [
	{
		kind: 'usage',
		selector: { query: '.token != ""', params: { apiKey: '.key' }, headers: [['Authorization', '.type']] },
		port: {
			entity: {
				mappings: {
					identifier: '.id',
					properties: {
						output_tokens: '(.output_tokens // 0)',
						secretScanning: '.security.secret_scanning.status',
						link: '"https://example.com/?token=" + .public_token',
					},
				},
			},
		},
	},
];

const integrationId = chosen('on-call');

let bench: PortBench;
forEachTest(async () => {
	bench = await PortBench.start();
	const { record } = bench.state.installation('on-call');
	record.config = { resources: RESOURCES };
	record.spec = { integrationSpec: { jiraToken: 'JIRA_TOKEN' }, appSpec: {} };
	return bench;
});

describe('a mapping is shown whole', () => {
	test.each(['get', 'getMany'])('by %s, and can be written back', async (operation) => {
		const found = await bench.json(operation, { integrationId, returnAll: true, simplify: false });
		const shown = found.find(({ installationId }) => installationId === 'on-call');
		expect(shown).toMatchObject({
			config: { resources: RESOURCES },
			spec: { integrationSpec: { jiraToken: 'JIRA_TOKEN' } },
		});
		const config = JSON.stringify(shown?.['config']);
		await bench.json('updateConfig', { integrationId, mode: 'replace', config });
		expect(bench.state.installation('on-call').record.config).toEqual({ resources: RESOURCES });
	});

	test('in the audit log, before and after a change', async () => {
		const integration = { config: { resources: RESOURCES }, spec: { clientSecret: 'sk9f8a7b6c5d4e3f' } };
		bench.state.addAudit({
			InstallationId: 'on-call',
			diff: { before: integration, after: integration },
		});
		const [entry] = await bench.json('getMany', { resource: 'auditLog', simplify: false });
		const shown = { config: { resources: RESOURCES }, spec: { clientSecret: '[redacted]' } };
		expect(entry).toMatchObject({ diff: { before: shown, after: shown } });
	});
});
