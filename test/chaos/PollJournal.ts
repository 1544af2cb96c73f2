import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Settings } from '../../demo/n8n/settings';
import { markerPattern } from './markers';

const lineSchema = z.intersection(
	z.object({ at: z.number(), process: z.number(), poll: z.number(), workflow: z.string() }),
	z.discriminatedUnion('type', [
		z.object({ type: z.literal('began'), activation: z.string() }),
		z.object({ type: z.literal('ended'), events: z.array(z.string()) }),
		z.object({ type: z.literal('threw'), message: z.string() }),
	]),
);
/** n8n stores an execution within milliseconds, under load within a second or so. */
const storedAfterMs = 3_000;

type Line = z.output<typeof lineSchema>;

/** One call of a trigger's `poll`, as it was seen inside n8n. */
export interface Poll {
	workflow: string;
	/** n8n's process ID. */
	process: number;
	beganAt: number;
	/** Why n8n began to poll in this process: `activate` and `update` for a person's publishing, `init` for a start. */
	activation: string;
	/** Undefined as long as, or because, it did not end. */
	endedAt?: number;
	/** What it handed to n8n. */
	events: string[];
	/** What it threw. */
	failure?: string;
}

/** What a trigger handed to n8n in one poll. */
export interface Batch {
	beganAt: number;
	/** When it was handed over. */
	at: number;
	process: number;
	workflow: string;
	events: string[];
}

/** Every poll of the triggers, written down by a hook in n8n's own process. It outlives n8n. */
export class PollJournal {
	private readonly file: string;
	private read = 0;
	private readonly pollsByKey = new Map<string, Poll>();
	private readonly handedOver = new Map<string, { at: number; process: number; workflow: string }>();
	private readonly lastSignOf = new Map<number, number>();
	/** The event that what was written down stands for. */
	named = (event: string): string => event;

	constructor(folder: string) {
		this.file = join(folder, 'polls.jsonl');
	}

	/** To be added to n8n's settings. */
	get settings(): Settings {
		return {
			NODE_OPTIONS: `--require "${resolve(__dirname, 'recordPolls.cjs')}"`,
			POLL_JOURNAL: this.file,
			MARKER_PATTERN: markerPattern,
		};
	}

	async forget(): Promise<void> {
		await rm(this.file, { force: true });
	}

	/** All polls so far, in the order in which they began. */
	get polls(): Poll[] {
		this.catchUp();
		return [...this.pollsByKey.values()];
	}

	get batches(): Batch[] {
		return this.polls.flatMap(({ endedAt: at, failure, ...poll }) =>
			at === undefined || failure !== undefined || poll.events.length === 0 ? [] : [{ ...poll, at }],
		);
	}

	/** Whether n8n lived on long enough after that to have stored it. */
	wasStored(event: string): boolean {
		this.catchUp();
		const handed = this.handedOver.get(event);
		return handed !== undefined && (this.lastSignOf.get(handed.process) ?? 0) > handed.at + storedAfterMs;
	}

	/**
	 * Whether a trigger has handed this event to n8n, and will not hand it over again: n8n lived on, or the trigger was polled
	 * since by another process, at its start and twice.
	 */
	isSettled(event: string): boolean {
		if (this.wasStored(event)) return true;
		const handed = this.handedOver.get(event);
		if (handed === undefined) return false;
		const since = this.polls.filter(
			({ workflow, process, beganAt, endedAt, failure }) =>
				workflow === handed.workflow &&
				process !== handed.process &&
				beganAt > handed.at &&
				endedAt !== undefined &&
				failure === undefined,
		);
		return since.length > 2;
	}

	private catchUp(): void {
		const text = this.text();
		const end = text.lastIndexOf('\n') + 1;
		const lines = text.slice(this.read, end).split('\n');
		this.read = end;
		for (const line of lines.filter((one) => one !== '')) this.take(lineSchema.parse(JSON.parse(line)));
	}

	private text(): string {
		try {
			return readFileSync(this.file, 'utf8');
		} catch {
			return '';
		}
	}

	private take(line: Line): void {
		const { at, process, workflow } = line;
		this.lastSignOf.set(process, at);
		const key = `${process} ${line.poll}`;
		if (line.type === 'began') {
			this.pollsByKey.set(key, {
				workflow,
				process,
				beganAt: at,
				activation: line.activation,
				events: [],
			});
			return;
		}
		const poll = this.pollsByKey.get(key);
		if (poll === undefined) throw new Error(`A poll ended that never began: ${JSON.stringify(line)}`);
		poll.endedAt = at;
		if (line.type === 'threw') poll.failure = line.message;
		else {
			poll.events = line.events.map(this.named);
			for (const event of poll.events) this.handedOver.set(event, { at, process, workflow });
		}
	}
}
