import { describe, expect, test } from '@jest/globals';
import type { IPollFunctions } from 'n8n-workflow';

import type { Platform } from '../../../core';
import { pollErrors } from '../../../core/trigger';
import { CeligoTrigger } from '../../../nodes/Celigo/CeligoTrigger.node';
import { feeds } from '../../../nodes/Celigo/events';
import { celigo } from '../../../nodes/Celigo/platform';
import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { withoutDelays } from '../PlatformBench';
import { CeligoBench, celigoNode, chosen, emitted } from './bench';

/** Where a person looks at what an error, a choice or a health is about: on Celigo's own servers. */

let bench: CeligoBench;
forEachTest(async () => (bench = await CeligoBench.start()));

/** The simulated account as if it were one of the EU: its pages are known. */
const asInEurope: Partial<Platform> = {
	connect: (credential) => {
		const { settings } = celigo.connect({ region: 'eu' });
		return { ...celigo.connect(credential), ...(settings && { settings }) };
	},
};

const page = `https://eu.integrator.io/integrations/${ids.integrationId}`;
const flowPage = `${page}/flowBuilder/${ids.flowId}`;

function trigger() {
	const platform = { ...withoutDelays(celigo), ...asInEurope };
	return Object.assign(new CeligoTrigger(), {
		async poll(this: IPollFunctions) {
			return await pollErrors(this, platform, feeds);
		},
	});
}

describe('the page', () => {
	test.each([
		['newError', flowPage],
		['newErrorsPerFlow', flowPage],
		['auditEntry', `${page}/flows`],
	])('of %s stands in its url', async (event, url) => {
		const session = bench.watch({ events: [event] }, { trigger: trigger() });
		await session.activate();
		bench.state.addError(ids.flowId, ids.importId);
		bench.state.addAuditEntry({
			event: 'update',
			resourceType: 'flow',
			_resourceId: ids.flowId,
			_integrationId: ids.integrationId,
		});
		expect(emitted(await session.poll()).map((error) => error['url'])).toEqual([url]);
	});

	test('of a failed job is that of its flow', async () => {
		const session = bench.watch({ events: ['failedJob'] }, { trigger: trigger() });
		await session.activate();
		const { clock, runs } = bench.simulator;
		runs.add({
			_id: 'j1',
			_flowId: ids.flowId,
			status: 'failed',
			createdAt: clock.iso(),
			endedAt: clock.iso(),
		});
		expect(emitted(await session.poll())).toMatchObject([{ url: flowPage }]);
	});

	test('of an integration stands in its health', async () => {
		const run = await bench.run(
			'integration.getHealth',
			{ integrationId: chosen(ids.integrationId) },
			{ node: celigoNode(asInEurope) },
		);
		expect(run.json).toMatchObject([{ url: `${page}/flows` }]);
	});

	test('is not invented where the server is not Celigo’s own', async () => {
		const integrationId = chosen(ids.integrationId);
		expect(await bench.json('integration.getHealth', { integrationId })).toMatchObject([{ url: null }]);
		expect(celigo.connect({ region: 'us' }).settings).toEqual({ webAddress: 'https://integrator.io' });
		expect(
			celigo.connect({ region: 'custom', customUrl: 'https://proxy.example.com' }).settings,
		).toBeUndefined();
	});
});
