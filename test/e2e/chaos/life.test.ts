import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compact, countBy, map, partition, uniq } from 'lodash';
import type { Fault, RecordedRequest } from '../../../simulators/switchboard';
import { seededVirusTotalId } from '../../../simulators/polarity';
import { celigoSample } from '../../../simulators/celigo';
import type { Credential } from '../../../demo/n8n/N8nClient';
import { waitFor } from '../../../demo/n8n/waitFor';
import { everyTenSeconds, type NodeChoice } from '../../../demo/n8n/workflows';
import { celigo } from '../../../demo/platforms/celigo';
import type { DemoPlatform, RunningPlatform } from '../../../demo/platforms/DemoPlatform';
import { polarity } from '../../../demo/platforms/polarity';
import { port } from '../../../demo/platforms/port';
import { endToEndPlatforms } from '../platforms';
import type { EndToEndPlatform } from '../platforms/EndToEndPlatform';
import { accounts, type Account } from '../world/accounts';
import { gatewayAnswers } from '../world/gatewayAnswers';
import { OwnSimulators } from '../world/OwnSimulators';
import { Poller } from '../world/Poller';
import { PublishedTrigger } from '../world/PublishedTrigger';

/** What happens to a published trigger besides errors: its account, its platform, its n8n and its workflow change. */

const pollers = Poller.both({ name: 'life', platforms: [] });
const own = new OwnSimulators();

/** In which n8n polls five times when a person publishes; only after that a refused secret is sent again. */
const publicationMs = 20_000;

beforeAll(async () => {
	await Promise.all(pollers.map(async (poller) => await poller.start()));
});

afterAll(async () => {
	await Promise.all(pollers.map(async (poller) => await poller.stop()));
	await own.stop();
});

/** All of it at the same time: most of it is waiting. */
async function forEach<Subject>(
	subjects: readonly Subject[],
	prove: (poller: Poller, subject: Subject, index: number) => Promise<void>,
): Promise<void> {
	await Promise.all(
		pollers.flatMap((poller) =>
			subjects.map(async (subject, index) => {
				await prove(poller, subject, index);
			}),
		),
	);
}

async function forEachPoller(prove: (poller: Poller) => Promise<void>): Promise<void> {
	await forEach([undefined], prove);
}

/** The trigger of a platform, with this credential, stored under the name of the test. */
async function triggerOf(
	{ world }: Poller,
	{ watch, credential }: Pick<RunningPlatform, 'watch' | 'credential'>,
	name: string,
	parameters: Record<string, unknown> = {},
): Promise<NodeChoice> {
	const id = await world.n8n.client.saveCredential({ ...credential, name });
	return {
		...watch,
		parameters: { ...watch.parameters, ...parameters, pollTimes: everyTenSeconds },
		credentials: { [credential.type]: { id, name } },
	};
}

/** Waits until so many more polls have begun. */
async function untilPolled(
	{ simulator }: RunningPlatform,
	{ pollRequest, demo }: EndToEndPlatform,
	times: number,
): Promise<void> {
	const polls = () => simulator.requests.count(pollRequest);
	const before = polls();
	await waitFor(`${times} polls of ${demo.name}`, () => polls() >= before + times, { timeoutMs: 180_000 });
}

function definitionOf({ name }: Pick<DemoPlatform, 'name'>): EndToEndPlatform {
	const found = endToEndPlatforms.find(({ demo }) => demo.name === name);
	if (found === undefined) throw new Error(`No platform "${name}"`);
	return found;
}

/** How long after the one before it each of these requests came. */
function pausesMs(times: readonly number[]): number[] {
	return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

/** How many of these were accepted. n8n may try a publication that failed once more, before it is told another secret. */
function accepted(requests: readonly RecordedRequest[]): number {
	return requests.filter(({ status }) => status === 200).length;
}

/** What an execution says of a secret that was refused. */
function refusalOf({ signIn, definition }: Account): unknown {
	const { name } = definition.demo;
	return signIn === undefined
		? expect.stringMatching(new RegExp(`^${name} rejected the credential: .*HTTP 401`, 's'))
		: expect.stringMatching(new RegExp(`^${name}.* sign-in failed: .*sign-in: HTTP 40[01]`, 's'));
}

/** Longer than a poll pauses between two requests, and shorter than the pause between two polls. */
const betweenRequestsMs = 4_000;

const mostEvents = 2;

/** What each trigger watches besides, while a gateway responds: nothing of it may count as gone. */
const furtherEvents: Record<string, string[]> = {
	Celigo: ['newError', 'failedJob', 'auditEntry'],
	Port: ['errorLogLine', 'resyncFailed', 'kindFailed', 'auditFailure', 'deploymentError'],
	'Gestal Cloud': ['newInstallation', 'installationRemoved', 'newIntegration', 'integrationChanged'],
};

/** Neither what the credential contains nor what the node names is to blame, and nothing is gone. */
const blame =
	/check the (ID|token|key|secret|password)|secret|password|API token|client id|permission|does not exist|deleted|removed|not there/i;

/** Those that go through the outage, and whether it is an event there: otherwise a poll fails. */
const outages: ReadonlyArray<readonly [name: string, isEmitted: boolean]> = [
	['Celigo', false],
	['Port', false],
	['Gestal Cloud', true],
];

/** A trigger whose platform cannot be reached for a time. */
class InOutage {
	private fault: Fault | undefined;
	private eventId = '';

	private constructor(
		private readonly running: RunningPlatform,
		private readonly definition: EndToEndPlatform,
		/** Which of the gateways' answers comes first. */
		private readonly first: number,
		/** Whether the outage is emitted, or polls fail. */
		private readonly isEmitted: boolean,
		private readonly published: PublishedTrigger,
	) {}

	static async publish(
		poller: Poller,
		definition: EndToEndPlatform,
		{ first, isEmitted }: { first: number; isEmitted: boolean },
	): Promise<InOutage> {
		const name = `${definition.demo.name}, away${isEmitted ? ', as events' : ''}`;
		const running = await own.start(definition.demo);
		const trigger = await triggerOf(poller, running, name, {
			events: furtherEvents[definition.demo.name],
			options: isEmitted ? { whenUnreachable: 'emit' } : {},
		});
		const published = await PublishedTrigger.publish(poller.world, name, trigger);
		return new InOutage(running, definition, first, isEmitted, published);
	}

	/** From now on the gateway responds to everything; another turn, another answer. */
	respond(turn: number): void {
		this.end();
		const answer = gatewayAnswers[(this.first + turn) % gatewayAnswers.length] ?? {};
		this.fault = this.running.simulator.faults.add({ answer });
	}

	end(): void {
		this.fault?.remove();
	}

	/** Waits until a poll has shown the outage. */
	async untilShown(): Promise<void> {
		if (this.isEmitted) await this.published.untilEmitted(1);
		else await this.published.untilFailed();
	}

	/**
	 * Waits until a poll has asked and is over: one that finds the platform half away has another outage. By requests of any
	 * kind: a poll in an outage may not get as far as to that by which polls are counted.
	 */
	async untilPolled(): Promise<void> {
		const { requests } = this.running.simulator;
		const before = requests.length;
		const isOver = () => {
			const pauseMs = Date.now() - (requests.last()?.startedAt ?? Infinity);
			return requests.length > before && requests.inFlight === 0 && pauseMs > betweenRequestsMs;
		};
		await waitFor(`a poll of ${this.definition.demo.name} to be over`, isOver, { timeoutMs: 180_000 });
	}

	async causeError(): Promise<void> {
		this.eventId = await this.running.causeError();
	}

	/** Everything that came of it, once all is over. */
	async outcome() {
		await this.published.untilEmitted(this.isEmitted ? 3 : 1);
		await untilPolled(this.running, this.definition, 2);
		const events = (await this.published.emitted()).flat();
		const [ofOutage, others] = partition(
			events,
			({ kind }) => kind === 'unreachable' || kind === 'recovered',
		);
		const failures = await this.published.failures();
		const texts = [...failures, ...ofOutage.map(({ message, detail }) => JSON.stringify([message, detail]))];
		return {
			name: this.definition.demo.name,
			emitted: others.map(({ eventId }) => eventId),
			ofOutage: ofOutage.map(({ kind }) => kind),
			failures: failures.length,
			blaming: texts.filter((text) => blame.test(text)),
		};
	}

	get expected(): Awaited<ReturnType<InOutage['outcome']>> {
		return {
			name: this.definition.demo.name,
			emitted: [this.eventId],
			ofOutage: this.isEmitted ? ['unreachable', 'recovered'] : [],
			failures: this.isEmitted ? 0 : 1,
			blaming: [],
		};
	}
}

/** A list of many pages, in the middle of which n8n is killed. */
interface LongList {
	name: string;
	start: () => Promise<{ running: RunningPlatform; happen: () => { fault: Fault; count: number } }>;
	parameters: Record<string, unknown>;
}

const longLists: readonly LongList[] = [
	{
		name: 'Polarity',
		// The second is what a poll is known by.
		parameters: { events: ['integrationStatusChanged', 'newErrorOccurrence'] },
		start: async () => {
			const running = await own.start(polarity);
			const { state, faults } = running.simulator;
			const happen = () => {
				const integrations = [...state.integrations.values()];
				const changed = [integrations.at(1), integrations.at(-1)];
				for (const integration of changed) Object.assign(integration ?? {}, { status: 'error' });
				const fault = faults.add({ path: '/api/integrations', after: 3, times: 1, answer: 'hang' });
				return { fault, count: changed.length };
			};
			return { running, happen };
		},
	},
	{
		name: 'Celigo',
		parameters: { events: ['newError'] },
		start: async () => {
			const running = await own.start(celigo);
			const { state, faults } = running.simulator;
			const { flowId, importId } = celigoSample;
			const happen = () => {
				const count = 1_200;
				for (let index = 0; index < count; index += 1) {
					state.addError(flowId, importId, { message: `Customer ${index} has no e-mail address` });
				}
				const path = `/v1/flows/${flowId}/${importId}/errors`;
				const fault = faults.add({ path, after: 1, times: 1, answer: 'hang' });
				return { fault, count };
			};
			return { running, happen };
		},
	},
];

describe("a published trigger, with n8n's default poller and with durable cursors", () => {
	it.concurrent(
		'whose secret was replaced sends it no more, and says so; the new one is used at once',
		async () => {
			await forEach(accounts, async (poller, account) => {
				const { mode, world } = poller;
				const { definition, signIn } = account;
				const about = { mode, name: `${definition.demo.name}, replaced` };
				const { running, data, replaceSecret } = await account.start(own);
				const credential: Credential = { ...running.credential, name: about.name, data };
				const signIns = () => (signIn === undefined ? [] : running.simulator.requests.all(signIn));
				const trigger = await triggerOf(poller, { ...running, credential }, about.name);
				const first = await PublishedTrigger.publish(world, about.name, trigger);
				const second = await PublishedTrigger.publish(world, `${about.name}, too`, trigger);
				await second.unpublish();
				const before = accepted(signIns());
				const earlier = signIns().length;
				const newData = replaceSecret();
				const eventId = await running.causeError();

				const refusal = refusalOf(account);
				expect({ ...about, refusal: await first.untilFailed() }).toEqual({ ...about, refusal });
				// What it knows is stored, so that the poll with which n8n publishes it need not succeed.
				await second.publishAgain();
				const held = await second.untilFailed();
				expect({ ...about, held }).toEqual({ ...about, held: refusal });
				expect(held.includes('HTTP 401 earlier, not sent again yet')).toBe(signIn !== undefined);
				await second.unpublish();
				// With durable cursors n8n polls again in half an hour only, unless a person publishes.
				await first.unpublish();
				await first.publishAgain();
				await untilPolled(running, definition, 2);
				const times = signIns().slice(earlier);
				const pauses = pausesMs(times.map(({ startedAt }) => startedAt));
				const tooShort = pauses.filter((pause) => pause < publicationMs);
				const isSent = times.length > 0;
				expect({ ...about, isSent, tooShort }).toEqual({
					...about,
					isSent: signIn !== undefined,
					tooShort: [],
				});
				// A person who asks for a test event need not wait.
				const test = await first.failureOfTest();
				expect({ ...about, test }).toEqual({ ...about, test: refusal });
				expect(test).not.toContain('not sent again');

				await world.n8n.client.saveCredential({ ...credential, data: newData });
				await first.untilEmitted(1);
				await untilPolled(running, definition, 2);
				const outcome = { emitted: await first.eventIds(), accepted: accepted(signIns()) };
				expect({ ...about, ...outcome }).toEqual({
					...about,
					emitted: [eventId],
					accepted: before + (signIn === undefined ? 0 : 1),
				});
				await first.unpublish();
			});
		},
	);

	it.concurrent('whose secret is mistyped sends it once in the five tries of a publication', async () => {
		await forEachPoller(async (poller) => {
			const { mode, world } = poller;
			const about = { mode, name: 'Port, mistyped' };
			const running = await own.start(port);
			const { requests } = running.simulator;
			const signIn = { method: 'POST', path: '/v1/auth/access_token' };
			const { data } = running.credential;
			const mistyped = { ...data, clientSecret: 'secret-exmple-1234' };
			const credential: Credential = { ...running.credential, data: mistyped };
			const trigger = await triggerOf(poller, { ...running, credential }, about.name);
			await expect(PublishedTrigger.publish(world, about.name, trigger)).rejects.toThrow('sign-in failed');
			const sent = requests.all(signIn).map(({ startedAt }) => startedAt);
			const tooShort = pausesMs(sent).filter((pause) => pause < publicationMs);
			expect({ ...about, isSent: sent.length > 0, tooShort }).toEqual({
				...about,
				isSent: true,
				tooShort: [],
			});

			await world.n8n.client.saveCredential({ ...credential, name: about.name, data });
			const corrected = await PublishedTrigger.publish(world, about.name, trigger);
			const eventId = await running.causeError();
			await corrected.untilEmitted(1);
			const outcome = { emitted: await corrected.eventIds(), accepted: accepted(requests.all(signIn)) };
			expect({ ...about, ...outcome }).toEqual({ ...about, emitted: [eventId], accepted: 1 });
			await corrected.unpublish();
		});
	});
	it.concurrent(
		"emits all events of a status with the poll that finds them, records beside them as 'Max Events per Poll' says",
		async () => {
			await forEachPoller(async (poller) => {
				const { mode, world } = poller;
				const name = 'Polarity, a rush';
				const running = await own.start(polarity);
				const { state } = running.simulator;
				// Has errors already, so that more of them do not change its status.
				state.addError(seededVirusTotalId);
				const parameters = {
					events: ['integrationStatusChanged', 'newErrorOccurrence'],
					options: { mostEvents },
				};
				const trigger = await triggerOf(poller, running, name, parameters);
				const published = await PublishedTrigger.publish(world, name, trigger);
				const others = [...state.integrations.values()].filter(({ id }) => id !== seededVirusTotalId);
				const changed = others.slice(-5);
				for (const integration of changed) {
					integration.status = 'error';
					state.addError(seededVirusTotalId, { title: `Lookup for ${integration.id} failed` });
				}
				await published.untilEmitted(2 * changed.length);
				await untilPolled(running, definitionOf(polarity), 2);
				const emitted = await published.emitted();
				// A poll that was under way may have read one list before all of it happened, and the other after it.
				const counts = emitted.map((items) => countBy(items, 'kind'));
				expect({ mode, statuses: compact(map(counts, 'statusChanged')) }).toEqual({
					mode,
					statuses: [changed.length],
				});
				expect({ mode, records: compact(map(counts, 'lookupError')) }).toEqual({
					mode,
					records: [mostEvents, mostEvents, changed.length - 2 * mostEvents],
				});
				expect(uniq(await published.eventIds())).toHaveLength(2 * changed.length);
				await published.unpublish();
			});
		},
	);

	it.concurrent('whose token is renewed while a poll runs loses and repeats nothing', async () => {
		await forEachPoller(async (poller) => {
			const { mode, world } = poller;
			const name = 'Celigo, renewed';
			const running = await own.start(celigo);
			const { simulator, credential } = running;
			const definition = definitionOf(celigo);
			const published = await PublishedTrigger.publish(world, name, await triggerOf(poller, running, name));
			await untilPolled(running, definition, 1);
			const gate = new EventEmitter();
			const held = simulator.faults.add({
				path: /^\/v1\/integrations/,
				times: 1,
				answer: {
					first: async () => {
						await once(gate, 'open');
					},
				},
			});
			await waitFor('a poll that waits', () => held.hits === 1, { timeoutMs: 180_000 });
			const before = running.causeError();
			simulator.state.tokens.add('renewed-token');
			const data = { ...credential.data, apiToken: 'renewed-token' };
			await world.n8n.client.saveCredential({ ...credential, name, data });
			expect({ mode, isUnderWay: simulator.requests.inFlight > 0 }).toEqual({ mode, isUnderWay: true });
			gate.emit('open');
			await untilPolled(running, definition, 2);
			simulator.state.tokens.delete(simulator.token);
			const after = running.causeError();
			await published.untilEmitted(2);
			await untilPolled(running, definition, 2);
			const outcome = { emitted: await published.eventIds(), failures: await published.failures() };
			expect({ mode, ...outcome }).toEqual({ mode, emitted: [await before, await after], failures: [] });
			await published.unpublish();
		});
	});

	it.concurrent('whose workflow is duplicated emits each error once, and so does the copy', async () => {
		await forEachPoller(async (poller) => {
			const { mode, world } = poller;
			const name = 'Port, duplicated';
			const running = await own.start(port);
			const trigger = await triggerOf(poller, running, name);
			const original = await PublishedTrigger.publish(world, name, trigger);
			const emitted = [await running.causeError()];
			await original.untilEmitted(1);
			// With all its node IDs, as n8n's Duplicate does.
			const copy = await PublishedTrigger.publish(world, `${name} copy`, trigger);
			expect(copy.workflowId).not.toBe(original.workflowId);
			emitted.push(await running.causeError());
			await original.untilEmitted(2);
			await copy.untilEmitted(1);
			await untilPolled(running, definitionOf(port), 4);
			const outcome = { original: await original.eventIds(), copy: await copy.eventIds() };
			expect({ mode, ...outcome }).toEqual({ mode, original: emitted, copy: emitted.slice(1) });
			await original.unpublish();
			await copy.unpublish();
		});
	});

	it.concurrent('whose node is renamed goes on with what is new, and repeats nothing', async () => {
		await forEachPoller(async (poller) => {
			const { mode, world } = poller;
			const name = 'Polarity, renamed';
			const running = await own.start(polarity);
			const trigger = await triggerOf(poller, running, name);
			const published = await PublishedTrigger.publish(world, name, trigger);
			const emitted = [await running.causeError()];
			await published.untilEmitted(1);
			const renamed = await PublishedTrigger.publish(world, name, { ...trigger, name: 'Under another name' });
			expect(renamed.workflowId).toBe(published.workflowId);
			await untilPolled(running, definitionOf(polarity), 2);
			emitted.push(await running.causeError());
			await renamed.untilEmitted(2);
			await untilPolled(running, definitionOf(polarity), 2);
			expect({ mode, emitted: await renamed.eventIds() }).toEqual({ mode, emitted });
			await renamed.unpublish();
		});
	});

	it.concurrent('blames no one while gateways respond, and loses and repeats nothing', async () => {
		await forEach(outages, async (poller, [name, isEmitted], first) => {
			const { mode } = poller;
			const away = await InOutage.publish(poller, definitionOf({ name }), { first: 2 * first, isEmitted });
			await away.untilPolled();
			away.respond(0);
			await away.untilShown();
			await away.causeError();
			away.respond(1);
			await away.untilPolled();
			away.end();
			expect({ mode, ...(await away.outcome()) }).toEqual({ mode, ...away.expected });
		});
	});

	it('loses and repeats nothing when n8n is killed in the middle of lists', async () => {
		const reading = await Promise.all(
			pollers.flatMap((poller) =>
				longLists.map(async ({ name, parameters, start }) => {
					const { running, happen } = await start();
					const trigger = await triggerOf(poller, running, `${name}, many pages`, parameters);
					const published = await PublishedTrigger.publish(poller.world, `${name}, many pages`, trigger);
					return { mode: poller.mode, name, running, published, ...happen() };
				}),
			),
		);
		for (const { mode, name, fault } of reading) {
			const isReading = () => fault.hits > 0;
			await waitFor(`a poll of ${name} that waits for a page, with ${mode}`, isReading, {
				timeoutMs: 180_000,
			});
		}
		await Promise.all(
			pollers.map(async ({ world }) => {
				await world.n8n.kill();
				await world.n8n.start();
			}),
		);
		await Promise.all(
			reading.map(async ({ mode, name, running, published, count }) => {
				await published.untilEmitted(count);
				await untilPolled(running, definitionOf({ name }), 2);
				const ids = await published.eventIds();
				const outcome = { emitted: ids.length, different: uniq(ids).length };
				expect({ mode, name, ...outcome }).toEqual({ mode, name, emitted: count, different: count });
			}),
		);
	});

	it('asks the platforms nothing that they do not allow', () => {
		expect(own.violations).toEqual([]);
	});
});
