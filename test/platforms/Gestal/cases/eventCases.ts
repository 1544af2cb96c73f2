import { expect } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { PollSession } from '../../../engine';
import { jsonOf, locator, type GestalBench } from '../bench';
import { DAY_MS, pass } from '../../ownDate';

const SECOND_INTEGRATION = 'Integration 1';

type Poll = PollSession['poll'];

/** An event of the trigger, and what leads to it. */
export interface EventCase {
	event: string;
	parameters?: (bench: GestalBench) => INodeParameters;
	/** Before activation. */
	prepare?: (bench: GestalBench) => void;
	/** What happens between two polls. */
	change: (bench: GestalBench) => void;
	emitted: (bench: GestalBench) => object;
	/** So many polls in a row must find it; one, unless it says otherwise. */
	polls?: number;
	/** What a test in the editor needs to have something to show. */
	shows: 'now' | 'nothing before the change';
}

/** What a change brings with the last of the polls that must find it; the others bring nothing. */
export async function broughtBy(
	{ polls = 1 }: Pick<EventCase, 'polls'>,
	poll: Poll,
): Promise<IDataObject[] | null> {
	for (let before = 1; before < polls; before += 1) expect(await poll()).toBeNull();
	return jsonOf(await poll());
}

export const integration = ({ simulator }: GestalBench) => simulator.seeded.integration;
export const installation = ({ simulator }: GestalBench) => simulator.seeded.installation;
/** The ID of a batch that is not worked through yet. */
export const batchOf = ({ simulator }: GestalBench) => {
	simulator.switches.batchProgress = 'manual';
	return simulator.state.addBatch(simulator.seeded.installation.cloud_id, { total: 1, pending: 1 }).cloud_id;
};
export const second = ({ simulator }: GestalBench) =>
	[...simulator.state.integrations.values()].find(({ name }) => name === SECOND_INTEGRATION);

export const events: EventCase[] = [
	{
		event: 'newIntegration',
		change: ({ simulator }) => void simulator.state.addIntegration({ name: 'Newest' }),
		emitted: () => ({
			kind: 'newIntegration',
			severity: 'info',
			integrationName: 'Newest',
			message: 'The integration Newest was created',
		}),
		shows: 'now',
	},
	{
		event: 'integrationChanged',
		change: (b) => {
			pass(1000);
			Object.assign(integration(b), { name: 'Renamed', updated_at: b.simulator.clock.iso() });
		},
		emitted: (b) => ({
			kind: 'integrationChanged',
			severity: 'info',
			integrationId: integration(b).cloud_id,
			integrationName: 'Renamed',
			detail: { name: 'Renamed', url: 'https://example.com/products/herd-mirror' },
		}),
		shows: 'now',
	},
	{
		event: 'newInstallation',
		change: (b) => {
			b.simulator.state.addInstallation({ integrationId: integration(b).cloud_id, siteName: 'Barn 9' });
		},
		emitted: (b) => ({
			kind: 'newInstallation',
			severity: 'info',
			integrationId: integration(b).cloud_id,
			message: 'New installation at Barn 9, Northern Farms',
			detail: { installationId: expect.stringMatching(/^inst_/), site: { name: 'Barn 9' } },
		}),
		shows: 'now',
	},
	{
		event: 'installationRemoved',
		change: (b) => {
			installation(b).activated = false;
		},
		emitted: (b) => ({
			kind: 'installationRemoved',
			severity: 'warning',
			integrationId: integration(b).cloud_id,
			integrationName: 'Herd Mirror',
			message: 'The installation at Barn 4, Northern Farms is no longer listed',
			detail: { source: 'n8n', installationId: installation(b).cloud_id },
		}),
		polls: 2,
		shows: 'now',
	},
	{
		event: 'healthChanged',
		change: (b) => {
			installation(b).activated = false;
		},
		emitted: (b) => ({
			kind: 'healthChanged',
			severity: 'warning',
			code: 'INACTIVE',
			integrationId: integration(b).cloud_id,
			integrationName: 'Herd Mirror',
			message: expect.stringMatching(/^Herd Mirror went from [A-Z]+ to INACTIVE after/),
			detail: { to: 'INACTIVE', openErrors: null, lastErrorMessage: null },
		}),
		shows: 'now',
	},
	{
		event: 'accessKeyUnused',
		parameters: () => ({ unusedDays: 5 }),
		change: () => pass(6 * DAY_MS),
		emitted: (b) => ({
			kind: 'accessKeyUnused',
			severity: 'warning',
			message: 'The access key was never used in 5 days',
			detail: { accessKeyId: b.simulator.seeded.key.id, lastActiveAt: null },
		}),
		shows: 'nothing before the change',
	},
	{
		event: 'mirrorNotMatched',
		parameters: () => ({ unmatchedDays: 1 }),
		prepare: ({ simulator }) => {
			const [, matched] = simulator.seeded.farm.mirrors.values();
			Object.assign(matched ?? {}, { gestal_id: '9007199254740993' });
		},
		change: () => pass(2 * DAY_MS),
		emitted: () => ({
			kind: 'mirrorNotMatched',
			severity: 'warning',
			detail: { vendor_id: 'vendor-1', state: 'gilt' },
		}),
		shows: 'nothing before the change',
	},
	{
		event: 'batchWithFailures',
		parameters: (b) => ({ batchIds: [...b.simulator.state.batches.keys()].join(', ') }),
		prepare: (b) => {
			b.simulator.switches.batchProgress = 'manual';
			b.simulator.state.failingVendorIds.add('bad');
			const rows = [
				{ vendor_id: 'good', pin_tag: '1' },
				{ vendor_id: 'bad', pin_tag: '2' },
			];
			b.simulator.state.addBatch(installation(b).cloud_id, { rows });
			b.simulator.state.addBatch(installation(b).cloud_id, { rows: [{ vendor_id: 'fine' }] });
		},
		change: ({ simulator }) => {
			for (const id of simulator.state.batches.keys()) simulator.batches.finish(id);
		},
		emitted: (b) => ({
			kind: 'batchFailed',
			severity: 'error',
			code: 'completed',
			message: `Batch ${[...b.simulator.state.batches.keys()][0]}: 1 of 2 mirrors failed`,
			detail: { failures: 1, total: 2 },
		}),
		shows: 'nothing before the change',
	},
	{
		event: 'problemReachingIntegration',
		// With the current site's list of all installations one integration alone is out of reach only where it is chosen.
		parameters: (b) => ({ integrationId: locator(second(b)?.cloud_id ?? '') }),
		change: (b) => {
			const path = new RegExp(`/${second(b)?.cloud_id}/installations$`);
			b.simulator.faults.add({
				path,
				answer: { status: 403, body: { type: 'forbidden', message: 'Not yours' } },
			});
		},
		emitted: (b) => ({
			kind: 'unreachable',
			severity: 'error',
			code: '403',
			message: 'Gestal Cloud: Not yours (forbidden)',
			integrationId: second(b)?.cloud_id,
			integrationName: SECOND_INTEGRATION,
			detail: { source: 'n8n', statusCode: '403' },
		}),
		shows: 'nothing before the change',
	},
];
