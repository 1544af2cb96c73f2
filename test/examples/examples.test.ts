import { describe, expect, test } from '@jest/globals';
import type { INodeTypeDescription } from 'n8n-workflow';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

import { everyNode } from '../platforms/everyNode';
import { complaintsAbout } from './complaints';

const root = join(__dirname, '../..');
const files = readdirSync(join(root, 'examples'));
const ours = 'n8n-nodes-integration-ops.';

const workflowSchema = z
	.object({
		name: z.string().min(1),
		nodes: z.array(
			z
				.object({
					id: z.string().uuid(),
					name: z.string().min(1),
					type: z.string(),
					typeVersion: z.number(),
					position: z.tuple([z.number(), z.number()]),
					parameters: z.record(z.unknown()),
					alwaysOutputData: z.literal(true).optional(),
					onError: z.enum(['continueRegularOutput', 'continueErrorOutput']).optional(),
					retryOnFail: z.literal(true).optional(),
					maxTries: z.number().optional(),
					waitBetweenTries: z.number().optional(),
					webhookId: z.string().uuid().optional(),
				})
				.strict(),
		),
		connections: z.record(
			z.record(z.array(z.array(z.object({ node: z.string(), type: z.string(), index: z.number() })))),
		),
		settings: z.record(z.unknown()).optional(),
	})
	.strict();

type Workflow = z.output<typeof workflowSchema>;

/** A strict schema: no credentials, pinned data or IDs of the n8n in which it was made. */
function read(file: string): Workflow {
	return workflowSchema.parse(JSON.parse(readFileSync(join(root, 'examples', file), 'utf8')));
}

/** As n8n has them: with the package's name, and a variant of each action node for AI agents. */
async function descriptions(): Promise<INodeTypeDescription[]> {
	const nodes = await everyNode();
	return nodes.flatMap(({ description }) => {
		const name = `${ours}${description.name}`;
		return [
			{ ...description, name },
			{ ...description, name: `${name}Tool` },
		];
	});
}

/** What docs/examples.md says of it. */
function sectionOf(file: string): string {
	const sections = readFileSync(join(root, 'docs/examples.md'), 'utf8').split(/^(?=## )/m);
	return sections.find((section) => section.includes(`[${file}]`)) ?? '';
}

interface Link {
	readonly from: string;
	readonly to: string;
}

/** The node, and those before it on ways that lead over none of these limits. */
function reachedUnlimited(links: readonly Link[], limits: readonly string[], node: string): string[] {
	const reached = new Set([node]);
	for (const each of reached) {
		for (const { from, to } of links) if (to === each && !limits.includes(from)) reached.add(from);
	}
	return [...reached];
}

const isNote = ({ type }: { type: string }) => type === 'n8n-nodes-base.stickyNote';

describe.each(files)('%s', (file) => {
	const { nodes, connections } = read(file);
	const notes = nodes.filter(isNote);
	const note = notes.map(({ parameters }) => String(parameters['content'])).join('\n');
	const links = Object.entries(connections).flatMap(([from, outputs]) =>
		Object.values(outputs)
			.flat(2)
			.map(({ node, type }) => ({ from, to: node, type })),
	);

	test('has names and IDs of its own for each node', () => {
		for (const key of ['id', 'name'] as const) {
			expect(new Set(nodes.map((node) => node[key])).size).toBe(nodes.length);
		}
	});

	test('connects every node with another', () => {
		const linked = new Set(links.flatMap(({ from, to }) => [from, to]));
		const drawn = nodes.filter((node) => !isNote(node)).map(({ name }) => name);
		expect([...linked].sort()).toEqual(drawn.sort());
	});

	test('has a note that says what it does and what to set', () => {
		expect(notes).toHaveLength(1);
		expect(note).toMatch(/^## .+\n.{40,}/);
		const needsCredential = nodes.some(({ type }) => type.startsWith(ours));
		expect(needsCredential && !note.includes('credential')).toBe(false);
		const text = JSON.stringify(nodes);
		expect(text.includes('chat.example.com') && !note.includes('**Send to chat**')).toBe(false);
		expect(text.includes('incidents.example.com') && !note.includes('**Send incident**')).toBe(false);
		const writesFiles = text.includes('/home/node/');
		expect(writesFiles && !note.includes('N8N_RESTRICT_FILE_ACCESS_TO')).toBe(false);
		// What no volume holds is gone with the container.
		expect(writesFiles && !/Docker.* volume /.test(note)).toBe(false);
	});

	test('tries to send again, and what it sends again is one short message', () => {
		const sending = nodes.filter(({ type }) => type === 'n8n-nodes-base.httpRequest');
		for (const { name, parameters, retryOnFail, maxTries, waitBetweenTries, onError } of sending) {
			// n8n tries the whole node again. Where it sends several, only those that failed may go again, by a way back to it.
			const sendsSeveral = JSON.stringify(parameters).includes('"batching"');
			expect({ retryOnFail, maxTries, waitBetweenTries, onError }).toEqual(
				sendsSeveral
					? { onError: 'continueErrorOutput' }
					: { retryOnFail: true, maxTries: 5, waitBetweenTries: 5000 },
			);
			expect(sendsSeveral).toBe(links.filter(({ to }) => to === name).some(({ from }) => from === 'Wait'));
		}
		const isLimit = ({ type, parameters }: (typeof nodes)[number]) =>
			type === 'n8n-nodes-base.limit' && Number(parameters['maxItems']) <= 20;
		const limits = nodes.filter(isLimit).map(({ name }) => name);
		// What a model or a tool gives an agent is no item.
		const ways = links.filter(({ type }) => type === 'main');
		const lists = sending.filter(({ parameters }) => JSON.stringify(parameters).includes('.map('));
		const unlimited = lists.filter(
			({ name, parameters }) =>
				!JSON.stringify(parameters).includes('slice(0, 20)') &&
				reachedUnlimited(ways, limits, name).some((node) => !ways.some(({ to }) => to === node)),
		);
		expect(unlimited.map(({ name }) => name)).toEqual([]);
	});

	test('says how to hear of a message that could not be sent', () => {
		const sends = nodes.some(({ parameters }) =>
			/(chat|incidents)\.example\.com/.test(JSON.stringify(parameters)),
		);
		if (!sends || file === 'error-workflow.json') return;
		expect(note).toContain('publish the workflow *Error workflow: failed executions to chat*');
	});

	test('says that others may reach what starts it, in its note and on the page', () => {
		const isOpen = nodes.some(
			({ type, parameters }) =>
				/^n8n-nodes-base\.(formTrigger|webhook)$/.test(type) &&
				['none', undefined].includes(z.string().optional().parse(parameters['authentication'])),
		);
		if (!isOpen) return;
		expect(note).toContain('Authentication');
		expect(sectionOf(file)).toContain('Authentication');
	});

	test('says that it must be published', () => {
		expect(note).toMatch(/\bthen publish\b/i);
	});

	test('says whose time it is, if it starts at an hour of the day', () => {
		const text = JSON.stringify(nodes);
		const hasHour = text.includes('"triggerAtHour"') || text.includes('"everyDay"');
		expect(hasHour && !note.includes('time zone')).toBe(false);
	});

	test('remembers more than it will ever see, since n8n fails when that memory is full', () => {
		const remembering = nodes.filter(({ parameters }) => parameters['logic'] !== undefined);
		for (const { parameters } of remembering) {
			expect(parameters).toMatchObject({ options: { historySize: 1_000_000 } });
			expect(note).toContain('*Clear Deduplication History*');
		}
	});

	test('tries to remember again, since n8n fails when two executions do so for the first time together', () => {
		const polled = nodes.some(({ parameters }) => parameters['pollTimes'] !== undefined);
		const remembering = nodes.filter(({ parameters }) => parameters['logic'] !== undefined);
		for (const { retryOnFail, maxTries } of polled ? remembering : []) {
			expect({ retryOnFail, maxTries }).toEqual({ retryOnFail: true, maxTries: 5 });
			// Later n8n does not fail: it writes what one of them remembers over what the other one does.
			expect(note).toContain('keeps the history of one only');
		}
	});

	test('uses fields and choices that the nodes of this package have', async () => {
		const own = nodes
			.filter(({ type }) => type.startsWith(ours))
			.map(({ parameters: { pollTimes, ...parameters }, ...node }) => {
				// n8n adds the field for poll times to each polling trigger.
				expect(pollTimes !== undefined).toBe(node.type.endsWith('Trigger'));
				return { ...node, parameters };
			});
		expect(complaintsAbout({ name: file, nodes: own, connections }, await descriptions())).toEqual([]);
	});
});

describe('the check of the fields', () => {
	const position: [number, number] = [0, 0];
	const node = {
		id: '1',
		name: 'Retry',
		type: `${ours}celigo`,
		typeVersion: 1,
		position,
	};
	const checked = async (parameters: Record<string, unknown>, type = node.type) =>
		complaintsAbout(
			{ name: 'Broken', nodes: [{ ...node, type, parameters }], connections: {} },
			await descriptions(),
		);

	test.each([
		['a node', {}, `${ours}absent`, /no node/],
		[
			'an operation',
			{ resource: 'error', operation: 'retryAll' },
			node.type,
			/operation has no choice "retryAll"/,
		],
		['a field', { resource: 'error', operation: 'retry', retryKeys: '1' }, node.type, /does not show/],
		[
			'a filter',
			{ resource: 'error', operation: 'getMany', filters: { color: 'red' } },
			node.type,
			/does not show/,
		],
		[
			'a choice in a filter',
			{ resource: 'error', operation: 'getMany', filters: { source: ['moon'] } },
			node.type,
			/source has no choice "moon"/,
		],
	])('finds %s that does not exist', async (_what, parameters, type, complaint) => {
		expect(await checked(parameters, type)).toContainEqual(expect.stringMatching(complaint));
	});
});

test('a limit counts only where every way to the message leads over it', () => {
	const links = [
		{ from: 'Trigger', to: 'Limit' },
		{ from: 'Limit', to: 'Agent' },
		{ from: 'Agent', to: 'Send' },
		{ from: 'Trigger', to: 'Send all' },
	];
	expect(reachedUnlimited(links, ['Limit'], 'Send')).toEqual(['Send', 'Agent']);
	expect(reachedUnlimited(links, ['Limit'], 'Send all')).toEqual(['Send all', 'Trigger']);
});

test('docs/examples.md lists every workflow', () => {
	const page = readFileSync(join(root, 'docs', 'examples.md'), 'utf8');
	expect(files.filter((file) => !page.includes(`(../examples/${file})`))).toEqual([]);
});
