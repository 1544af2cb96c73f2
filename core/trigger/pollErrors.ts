import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { FieldError } from '../data/FieldError';
import { asNodeError } from '../request/failures';
import type { Platform } from '../request/Platform';
import type { AccountOf, PollSetup } from './account';
import type { AnyFeed } from './Feed';
import { Poll } from './Poll';
import { PollMemory } from './PollMemory';
import { occasionOf, TriggerState } from './TriggerState';

/**
 * One poll of a trigger: reads the chosen events' feeds and returns what is new as items, oldest first.
 *
 * What is returned is known from then on. A poll that fails throws, and forgets no new error; where some sources failed and
 * others had new events or a new baseline, these go out, the failure is logged and only those sources that were read move on. A test in the
 * editor returns the newest few and touches no state.
 *
 * @param accountOf how the platform says which account a credential belongs to, where it does.
 * @throws NodeApiError, NodeOperationError
 */
export async function pollErrors(
	context: IPollFunctions,
	platform: Platform,
	feeds: readonly AnyFeed[],
	accountOf?: AccountOf,
): Promise<INodeExecutionData[][] | null> {
	const node = context.getNode();
	// Two nodes of a workflow may have one ID: somebody copied a part of its JSON.
	const key = `${String(context.getWorkflow().id)}/${node.id}/${node.name}`;
	const isTest = context.getMode() === 'manual';
	// A test in the editor may name other records than the published trigger, and knows nothing of its failures.
	const memory = isTest ? new PollMemory() : PollMemory.of(key);
	try {
		const occasion = occasionOf(context, !isTest && PollMemory.isFirstOf(context));
		const setup = { context, platform, feeds, accountOf, key, memory, occasion };
		return isTest ? await new Poll(setup).examples() : await inTurn(setup);
	} catch (error) {
		throw asNodeError({ node, task: 'Trigger' }, error);
	}
}

/**
 * One poll at a time. n8n starts the next one although the last still runs: it waits for that one, because n8n takes away
 * what the running one needs as soon as another has ended. One that will not end, or that an activation replaces, is
 * thrown away.
 */
async function inTurn(setup: PollSetup): Promise<INodeExecutionData[][] | null> {
	const { context, memory, occasion } = setup;
	const { turn: running } = memory;
	if (running !== undefined && !occasion.isActivation && !running.isOverdue) {
		await running.over;
		return null;
	}
	const turn = memory.begin(occasion.budgetMs);
	let hasPolled = true;
	try {
		return await new Poll(setup).newEvents(turn);
	} catch (thrown) {
		hasPolled = !occasion.isActivation;
		// A trigger that n8n activates again does not fail because of the platform: n8n would give it up for good. The next poll
		// fails instead, where a person sees it.
		const isOwnMistake = occasion.isPublishing && thrown instanceof FieldError;
		const error = asNodeError({ node: context.getNode(), task: 'Trigger' }, thrown);
		// Without a state no later poll can make good what this one could not.
		const isFirst = new TriggerState(context, memory, occasion).isEmpty;
		if (!occasion.isActivation || isFirst || isOwnMistake) throw error;
		context.logger.warn(`At activation: ${error.message}. The next poll tries again.`);
		return null;
	} finally {
		memory.end(turn, hasPolled);
	}
}
