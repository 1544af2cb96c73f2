import type { IDataObject } from 'n8n-workflow';
import { omit } from 'lodash';

import {
	CHECK_EXPRESSION,
	collection,
	epochMs,
	FieldError,
	flag,
	operation,
	optionalTime,
	simplified,
} from '../../../../core';
import { additionalQuery } from '../../fields';
import { integration } from '../../locators';
import { integrationOf, simplifyIntegration } from '../../reading/integrations';
import { endOfNext, hasCompleted, notCompleted, reasonOf } from '../../reading/resync';
import { resyncOf } from '../../reading/status';
import { timingOf, waiting } from './resync';

/** Earlier than every resync: whatever the integration shows is looked at. */
const ANY_MS = -1;
const WAIT_AGAIN = 'Run this operation again to wait for it.';

const time = optionalTime({
	displayName: 'Started After',
	description:
		"Wait for a resync that started after this time, e.g. the 'lastResyncStart' that Resync or Update Config returned. If empty, a resync that has ended is returned at once.",
});

/** Null is a time, too: that of an integration which was never synced before. A field that an item lacks is none. */
const startedAfter: typeof time = {
	...time,
	read(given, surroundings) {
		if (given !== undefined) return time.read(given, surroundings);
		throw new FieldError('has no value', CHECK_EXPRESSION);
	},
};

/** GET /integration/{identifier} until its resync has ended, and the newest error of its log where that is not well. */
export const waitForResync = operation({
	name: 'Wait for Resync',
	action: 'Wait for resync of integration',
	description: 'Check until the resync has ended, and return its result. Requests no resync.',
	fields: {
		integrationId: integration,
		startedAfter,
		waitOptions: collection({
			displayName: 'Wait Options',
			addLabel: 'Add option',
			fields: {
				...waiting(),
				failUnlessCompleted: flag({
					displayName: 'Fail Unless Completed',
					default: true,
					description: 'Whether to fail if the resync failed or was aborted. If off, the reason is returned.',
				}),
			},
		}),
		additionalQuery,
	},
	simplify: simplifyWait,
	run: async (api, { integrationId, startedAfter, waitOptions: options, additionalQuery: query }) => {
		const ended = await endOfNext(api, integrationId, {
			read: async () => await integrationOf(api, integrationId, query),
			earlierMs: epochMs(startedAfter) ?? ANY_MS,
			timing: timingOf(options),
		});
		const reason = await reasonOf(api, integrationId, ended);
		if (options.failUnlessCompleted !== false && !hasCompleted(ended)) {
			throw notCompleted(api, integrationId, ended, { reason, whenAborted: WAIT_AGAIN });
		}
		return { ...ended, resyncReason: reason ?? null, resyncSeconds: secondsOf(ended) };
	},
});

/** How long it took, where Port says when it started and ended. */
function secondsOf(ended: IDataObject): number | null {
	const { start, end } = resyncOf(ended);
	const [startMs, endMs] = [epochMs(start), epochMs(end)];
	return startMs === undefined || endMs === undefined ? null : (endMs - startMs) / 1000;
}

/** The short form of the integration, and what came of its resync. */
function simplifyWait(integration: IDataObject): IDataObject {
	return {
		...omit(simplifyIntegration(integration), ['deploymentStatus', 'deploymentMessage']),
		...simplified(integration, ['resyncReason', 'resyncSeconds']),
	};
}
