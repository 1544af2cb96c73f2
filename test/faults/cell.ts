import { expect } from '@jest/globals';
import { inspect } from 'node:util';

import { camelCase, get } from 'lodash';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { textOf } from '../../core';
import type { RecordedRequest, RequestFilter } from '../../simulators/switchboard';
import { formsIn } from '../secretForms';
import { testCredential, type LogEntry, type NodeRun } from '../engine';
import type { FaultCase } from './faultList';
import type {
	ChangeSubject,
	FaultPlatform,
	FaultSubject,
	Kind,
	OperationSubject,
	ReadSubject,
} from './FaultPlatform';

/** What a user sees of what was tried. */
interface Seen {
	readonly records: number;
	/** `message | description`; undefined where nothing failed. */
	readonly failure: string | undefined;
	/** The longest of them. */
	readonly longest?: number;
	readonly output?: readonly INodeExecutionData[];
	/** All that n8n stores or shows. */
	readonly everything: string;
}

const MOST_CHARACTERS = 2000;
const WAS_IT_APPLIED = /check whether the change was applied|check it with Get before you run this again/i;
const PASSED_ON = /The message says what stopped it\. Check whether the change was applied/;
const HALF_A_CHARACTER = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])/;
/** With which a page that is too large is refused, among others. */
const TOO_LARGE = /^(400|422|2 MB)/;
/** n8n's own words for a response that never came, in a credential's test. */
const NETWORK_CODE = /^E[A-Z_]+$/;
const QUICK = { requestTimeoutMs: 1000 };

/** One platform, one kind, one fault: what came of it in a word, once everything that must be so was asserted. */
export async function tried(
	subject: FaultSubject,
	kind: Kind,
	fault: FaultCase,
	log: readonly LogEntry[],
): Promise<string> {
	const isSlow = /slow|byte/.test(fault.name);
	const running = await subject.start(isSlow ? QUICK : {});
	const cell = new Cell(running, fault, log);
	try {
		return await cell.outcome(kind);
	} finally {
		running.simulator.faults.clear();
		await running.stop();
	}
}

/** Whether a fault can be tried on this kind of that platform. */
export function applies(subject: FaultSubject, kind: Kind, fault: FaultCase): boolean {
	const { platform, lacks = [], isPaged, hasEmptyLists = false } = subject;
	if (lacks.includes(kind) || fault.kinds?.includes(kind) === false) return false;
	if (fault.pages !== undefined && !isPaged) return false;
	if (fault.needs === 'noEmptyLists') return !hasEmptyLists || !['list', 'poll', 'picker'].includes(kind);
	return fault.needs === undefined || platform.isFailure !== undefined;
}

class Cell {
	private readonly logFrom: number;

	constructor(
		private readonly running: FaultPlatform,
		private readonly fault: FaultCase,
		private readonly log: readonly LogEntry[],
	) {
		this.logFrom = log.length;
	}

	async outcome(kind: Kind): Promise<string> {
		const { running } = this;
		switch (kind) {
			case 'list':
			case 'get':
			case 'customGet':
				return await this.reading(running[kind]);
			case 'create':
			case 'update':
			case 'delete':
			case 'action':
			case 'customChange':
				return await this.changing(present(running[kind]));
			case 'poll':
				return await this.polling();
			case 'picker':
				return await this.picking();
			case 'test':
				return await this.testing();
		}
	}

	private async reading(subject: ReadSubject): Promise<string> {
		const { fault } = this;
		const { records, requests, pages } = subject;
		await this.strike(subject.struck);
		let options: INodeParameters | undefined;
		if (fault.pages !== undefined)
			options = { ...pages?.small, ...(fault.pages === 'one' && { maxPages: 1 }) };
		if (fault.name === 'rows that move') {
			const first = present(pages).insert;
			this.running.simulator.faults.add({ ...subject.struck, after: 1, times: 1, answer: { first } });
		}
		const seen = await this.run(subject, options);
		this.judge(seen, false, 'operation');
		const sent = this.count(subject.struck);
		if (fault.pages === undefined) {
			const expected = this.expectedTries(subject, true);
			expect(sent).toBe(expected.recovers ? expected.tries + requests - 1 : expected.tries);
		} else expect(sent).toBeLessThan(10);
		if (seen.failure !== undefined) return `fails (${sent})`;
		expect(seen.records).toBeGreaterThanOrEqual(records);
		expect(seen.records).toBeLessThanOrEqual(records + (fault.name === 'rows that move' ? 1 : 0));
		return sent === requests ? 'succeeds' : `succeeds (${sent})`;
	}

	/** As the node names it: `Access Key: Create` is the resource `accessKey` and the operation `create`. */
	private async run(subject: OperationSubject, options: INodeParameters = {}): Promise<Seen> {
		const { task, parameters, items, credentials } = subject;
		const [resource = '', operation = ''] = task.split(': ').map(camelCase);
		const more = { ...(items && { items }), ...(credentials && { credentials }) };
		return seenOf(await this.running.run(resource, operation, { ...parameters, options }, more));
	}

	/** Two items one after the other: what fails at the first must leave the second alone. */
	private async changing(subject: ChangeSubject): Promise<string> {
		const { fault } = this;
		await this.strike(subject.struck);
		const seen = await this.run(subject, { concurrency: 1 });
		const { tries, recovers } = this.expectedOfChange(subject);
		if (this.mayBeAnothers(subject)) {
			this.noSecretIn(seen.everything);
			expect(seen.failure).toMatch(PASSED_ON);
		} else this.judge(seen, true, 'operation');
		const sent = this.count(subject.struck);
		const done = subject.done();
		expect({ sent, done }).toEqual(
			recovers ? { sent: tries + 1, done: 2 } : { sent: tries, done: fault.isDone === true ? 1 : 0 },
		);
		this.nothingAfterTheFailure(seen, subject.struck);
		if (seen.failure === undefined) this.shows(seen, subject);
		return seen.failure === undefined ? (sent === 2 ? 'succeeds' : `succeeds (${sent})`) : `fails (${sent})`;
	}

	/** A record for each item, paired with it, and about it: the one that was made, where its response was lost, too. */
	private shows(
		{ output = [] }: Seen,
		{ items = [], shows = Object.keys(items[0] ?? {}) }: ChangeSubject,
	): void {
		const shown = output.map(({ json, pairedItem }) => {
			const item = items[Number(get(pairedItem, 'item'))];
			const text = JSON.stringify(json);
			return { pairedItem, isAboutIt: shows.every((name) => text.includes(JSON.stringify(item?.[name]))) };
		});
		expect(shown).toEqual(items.map((_, item) => ({ pairedItem: { item }, isAboutIt: true })));
	}

	/** The event is caused before the fault; once that is over, it is emitted, and once only. */
	private async polling(): Promise<string> {
		const { poll, simulator, platform } = this.running;
		expect(await poll.session.activate()).toBeNull();
		poll.cause();
		simulator.requests.clear();
		await this.strike(poll.struck);
		const polled = async () => await emittedBy(async () => await poll.session.poll());
		const seen = await polled();
		const { tries, recovers } = this.expectedTries({ ...platform.retry, ...poll }, true);
		expect({ recovers }).toEqual({ recovers: seen.failure === undefined });
		this.judge(seen, false, 'trigger');
		const sent = this.count(poll.struck);
		expect(sent).toBe(tries);
		if (seen.failure === undefined) {
			expect(seen.records).toBe(1);
			simulator.faults.clear();
			expect(await polled()).toMatchObject({ records: 0, failure: undefined });
			return sent === 1 ? 'succeeds' : `succeeds (${sent})`;
		}
		if (this.fault.answer === 'refused') return `fails (${sent})`;
		simulator.faults.clear();
		simulator.requests.clear();
		const next = await polled();
		if (this.isPaused()) {
			expect(simulator.requests.length).toBe(0);
			return `pauses (${sent})`;
		}
		expect(next).toMatchObject({ records: 1, failure: undefined });
		expect(await polled()).toMatchObject({ records: 0, failure: undefined });
		return `fails (${sent}), then emits`;
	}

	private async picking(): Promise<string> {
		const { picker, platform } = this.running;
		await this.strike(picker.struck);
		const seen = await shownBy(async () => (await picker.choices()).results);
		const { tries, recovers } = this.expectedTries({ ...platform.retry, ...picker }, true);
		expect({ recovers }).toEqual({ recovers: seen.failure === undefined });
		this.judge(seen, false, 'picker');
		const sent = this.count(picker.struck);
		expect(sent).toBe(tries);
		if (seen.failure === undefined) expect(seen.records).toBeGreaterThan(1);
		return seen.failure === undefined ? 'succeeds' : `fails (${sent})`;
	}

	private async testing(): Promise<string> {
		const { test, credentialType, credentials } = this.running;
		await this.strike(test);
		const result = await testCredential({
			credentialType,
			data: credentials[credentialType.name] ?? {},
		});
		const failure = result.status === 'OK' ? undefined : result.message;
		this.judge({ records: 1, failure, everything: JSON.stringify(result) }, false, 'test');
		expect({ failed: failure !== undefined }).toEqual({ failed: this.failsTest() });
		// n8n signs in anew and sends a request once more after a 401, of every credential.
		const isTwice = this.fault.name.startsWith('401');
		expect(this.count(test)).toBe(this.fault.answer === 'refused' ? 0 : isTwice ? 2 : 1);
		return failure === undefined ? 'succeeds' : 'fails';
	}

	/** One request, which n8n sends once more after a 401; without a body nothing but the status says whose success it is. */
	private failsTest(): boolean {
		const { name, answer } = this.fault;
		const { hasTestBody = true } = this.running;
		if (answer === 'none' || name === '401 once') return false;
		return (
			hasTestBody ||
			![
				'invalid JSON',
				'empty 200',
				'byte by byte once',
				'response that decompresses to a huge size',
			].includes(name)
		);
	}

	private async strike(struck: RequestFilter): Promise<void> {
		const { simulator } = this.running;
		const { answer, times, after } = this.fault;
		if (answer === 'refused') await simulator.stop();
		else if (answer !== 'none') {
			simulator.faults.add({
				...struck,
				...(times !== undefined && { times }),
				...(after !== undefined && { after }),
				answer: typeof answer === 'function' ? answer(simulator.clock.now()) : answer,
			});
		}
	}

	/** How often the struck request of one item must go out, and whether it gets through at last. */
	private expectedTries(
		{ retries, hasLargePages = false }: Pick<OperationSubject, 'retries'> & { hasLargePages?: boolean },
		isRepeatable: boolean,
	): { tries: number; recovers: boolean } {
		const { answer, again, times = Number.POSITIVE_INFINITY, name, words } = this.fault;
		const { retriesRateLimits } = this.running.platform.retry;
		if (answer === 'none') return { tries: 1, recovers: words === undefined };
		if (answer === 'refused') return { tries: 0, recovers: false };
		const isAgain =
			again === 'always' ? retriesRateLimits : again === 'reads' ? isRepeatable : this.isSignedInAgain(name);
		const isTooLarge = hasLargePages && TOO_LARGE.test(name);
		const most = isTooLarge ? 2 : !isAgain ? 1 : name.startsWith('401') ? 2 : 1 + retries;
		return times < most ? { tries: times + 1, recovers: true } : { tries: most, recovers: false };
	}

	private expectedOfChange(subject: ChangeSubject): { tries: number; recovers: boolean } {
		const { isDone = false, isOpen = false, name, times } = this.fault;
		const { afterLoss } = subject;
		if (this.mayBeAnothers(subject)) return { tries: 1, recovers: false };
		// What came is no record: to Ductape's own look that is a response.
		const isUnreadable = name === 'invalid JSON' || name === 'empty 200';
		if (afterLoss === undefined || !isOpen || isUnreadable) {
			return this.expectedTries(subject, subject.isRepeatable === true);
		}
		if (isDone) return { tries: 1, recovers: true };
		return afterLoss === 'lookedFor' ? { tries: 1, recovers: false } : { tries: 2, recovers: times === 1 };
	}

	/** Whether the status may be that of a server behind the platform. */
	private mayBeAnothers({ isPassedOn = false }: ChangeSubject): boolean {
		return isPassedOn && /^(401|429)/.test(this.fault.name);
	}

	private isSignedInAgain(name: string): boolean {
		return name.startsWith('401') && this.signIns > 0;
	}

	private get signIns(): number {
		const { signIn, simulator } = this.running;
		return signIn === undefined ? 0 : simulator.requests.count({ path: signIn });
	}

	private isPaused(): boolean {
		const { name } = this.fault;
		if (name === '429, an hour') return true;
		// A date that is over asks for no pause.
		const isRefused = name.startsWith('429') && name !== '429, date that is over';
		return isRefused && !this.running.platform.retry.retriesRateLimits;
	}

	/** The words, their length, and that no secret is anywhere. */
	private judge(seen: Seen, isChange: boolean, place: 'operation' | 'trigger' | 'picker' | 'test'): void {
		const { fault } = this;
		this.noSecretIn(seen.everything);
		if (seen.failure === undefined) return;
		const words = place === 'test' ? (fault.testWords ?? fault.words) : fault.words;
		expect(words).toBeDefined();
		if (place !== 'test' || !NETWORK_CODE.test(seen.failure)) expect(seen.failure).toMatch(words ?? '');
		expect(seen.longest ?? seen.failure.length).toBeLessThanOrEqual(MOST_CHARACTERS);
		expect(seen.failure).not.toMatch(HALF_A_CHARACTER);
		if (place === 'test') return;
		if (place !== 'operation') expect(seen.failure).not.toMatch(/ in Options/);
		const asksToLook = WAS_IT_APPLIED.test(seen.failure);
		if (!isChange) expect(asksToLook).toBe(false);
		else expect(asksToLook).toBe(fault.isOpen === true);
	}

	/** After the response that ended the run nothing that changes something was sent. */
	private nothingAfterTheFailure(seen: Seen, struck: RequestFilter): void {
		if (seen.failure === undefined) return;
		const sent = [...this.running.simulator.requests].filter(({ path }) => !this.running.signIn?.test(path));
		const last = this.running.simulator.requests.last(struck);
		if (last === undefined) return;
		const later = sent.filter(({ sequence, method }) => sequence > last.sequence && method !== 'GET');
		expect(later.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
	}

	private noSecretIn(everything: string): void {
		const logged = inspect(this.log.slice(this.logFrom), { depth: 8 });
		const { requests } = this.running.simulator;
		const secrets = [...typedSecrets(this.running), ...[...requests].flatMap(sentSecrets)];
		expect(formsIn(`${everything}${logged}`, secrets)).toEqual([]);
	}

	private count(filter: RequestFilter): number {
		return this.running.simulator.requests.count(filter);
	}
}

function present<Value>(value: Value | undefined): Value {
	if (value === undefined) throw new Error('The platform has no such kind.');
	return value;
}

function seenOf(run: NodeRun): Seen {
	const { error, items, errorItems, hints } = run;
	return {
		records: items.length,
		output: items,
		...wordsOf(error),
		everything: `${JSON.stringify([items, errorItems, hints, error])}${inspect(error, { depth: 8 })}`,
	};
}

async function emittedBy(poll: () => Promise<unknown[] | null>): Promise<Seen> {
	return await shownBy(async () => (await poll()) ?? []);
}

/** What a call returns or throws: an editor shows it, or n8n stores it with an execution. */
async function shownBy(call: () => Promise<readonly unknown[]>): Promise<Seen> {
	try {
		const shown = await call();
		return { records: shown.length, failure: undefined, everything: JSON.stringify(shown) };
	} catch (error) {
		const everything = `${JSON.stringify(error)}${inspect(error, { depth: 8 })}`;
		return { records: 0, ...wordsOf(error), everything };
	}
}

function wordsOf(error: unknown): Pick<Seen, 'failure' | 'longest'> {
	if (error === undefined) return { failure: undefined };
	const words = ['message', 'description'].map((name) => textOf(get(Object(error), name)) ?? '');
	return { failure: words.join(' | '), longest: Math.max(...words.map(({ length }) => length)) };
}

/** What a person typed that nobody else may see. */
function typedSecrets({ credentials, credentialType }: FaultPlatform): string[] {
	const secret = /secret|password|token|key/i;
	return Object.entries(credentials[credentialType.name] ?? {}).flatMap(([name, value]) =>
		secret.test(name) && typeof value === 'string' && value !== '' ? [value] : [],
	);
}

/** What stood in the headers that sign in, tokens that were fetched included. */
function sentSecrets({ headers }: RecordedRequest): string[] {
	const { authorization = '', 'x-access-token': token = '' } = headers;
	const [scheme, value = ''] = authorization.split(' ');
	const plain = scheme === 'Basic' ? Buffer.from(value, 'base64').toString().split(':') : [];
	return [value, ...plain, ...[token].flat()].filter((secret) => secret.length > 7 && !secret.includes('@'));
}
