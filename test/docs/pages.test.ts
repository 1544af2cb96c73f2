import { describe, expect, test } from '@jest/globals';
import { camelCase, difference, get, map, uniq } from 'lodash';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { describedNodes } from '../../docs/nodeDescriptions';
import { everyNode } from '../platforms/everyNode';

const root = join(__dirname, '../..');
const read = (page: string) => readFileSync(join(root, page), 'utf8');
const pagesIn = (folder: string, recursive: boolean) =>
	readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
		.filter((name) => name.endsWith('.md'))
		.map((name) => join(folder, name));
const sourcesIn = (folder: string) =>
	readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
		.map((name) => join(folder, name));
const pages = [...pagesIn('.', false), ...pagesIn('docs', true)];

describe.each(pages)('%s', (page) => {
	test('links to files that are there', () => {
		const linked = [...read(page).matchAll(/(?:\]\(|src=")(?!https?:|#)([^)#"]+)/g)].map(
			([, path = '']) => path,
		);
		expect(linked.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
	});

	test('names tests that are there', () => {
		const named = [...read(page).matchAll(/`(test\/[^`*<]+\.ts)`/g)].map(([, path = '']) => path);
		expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
	});
});

test('each picture is on a page, with a text for those who do not see it', () => {
	const all = pages.map(read).join('\n');
	const described = [...all.matchAll(/!\[[^\]]{20,}\]\((?:docs\/)?pictures\/([^)]+)\)/g)].concat([
		...all.matchAll(/<img src="pictures\/([^"]+)"[^>]*alt="[^"]{20,}"/g),
	]);
	const pictures = readdirSync(join(root, 'docs', 'pictures'));
	expect(pictures.length).toBeGreaterThan(20);
	expect([...new Set(described.map(([, name = '']) => name))].sort()).toEqual(pictures.sort());
});

test("README's table names every event of the triggers that are in it", async () => {
	const nodes = await everyNode();
	const rows = [...read('README.md').matchAll(/^\| \[.*?\]\(docs\/(\w+)\.md\) \|.*\| (.*) \|$/gm)];
	expect(rows.length).toBeGreaterThan(4);
	const unlike = rows.filter(([, name = '', named = '']) => {
		const trigger = nodes.find(({ description }) => description.name === `${name}Trigger`);
		const events = trigger?.description.properties.find((property) => property.name === 'events');
		const names = (events?.options ?? []).map((option) => option.name);
		const listed = named.split(', ').filter((one) => one !== 'and more');
		const isWhole = named.endsWith(', and more') || listed.length === names.length;
		return !isWhole || difference(listed, names).length > 0;
	});
	expect(unlike.map(([row]) => row)).toEqual([]);
});

test("each platform's page names the events that 'Max Events per Poll' does not limit", async () => {
	const triggers = map(await everyNode(), 'description').filter(({ name }) => name.endsWith('Trigger'));
	const events = triggers.flatMap(({ name: trigger, properties }) => {
		const page = read(`docs/${trigger.replace(/Trigger$/, '')}.md`).replace(/\s+/g, ' ');
		const [, names = ''] = /\. ([^.]*) (?:are|is) emitted at once, beyond that number/.exec(page) ?? [];
		const options = properties.find(({ name }) => name === 'events')?.options ?? [];
		return options.map((option) => ({
			trigger,
			event: option.name,
			isUnlimited: /Not limited by/.test(get(option, 'description', '')),
			isNamed: names.split(/, | and /).includes(option.name),
		}));
	});
	expect(events.filter(({ isUnlimited }) => isUnlimited).length).toBeGreaterThan(10);
	expect(events.filter(({ isUnlimited, isNamed }) => isUnlimited !== isNamed)).toEqual([]);
});

test("README's operation is one of the code", () => {
	const [, sample = ''] = /```ts\n([^]*?)```/.exec(read('README.md')) ?? [];
	expect(sample).toMatch(/^\/\*\* .*\nexport const \w+ = operation\(/);
	expect(sourcesIn('nodes').filter((path) => read(path).includes(sample))).toHaveLength(1);
});

test('CONTRIBUTING names every list of all platforms that a new one must be added to', () => {
	const all = ['celigo', 'ductape', 'gestal', 'polarity', 'port'];
	const lists = ['bench', 'test'].flatMap((folder) =>
		sourcesIn(folder).filter((path) => {
			const matches = (pattern: RegExp) =>
				[...read(path).matchAll(pattern)].map(([, match = '']) => match.toLowerCase());
			const imported = matches(/ from '([^']+)'/g).flatMap((from) => from.split('/'));
			const named = matches(/'(\w+)'/g);
			return (
				all.every((name) => imported.some((part) => part.startsWith(name))) ||
				all.every((name) => named.includes(name))
			);
		}),
	);
	expect(lists).toContain('test/faults/platforms/index.ts');
	// The first is written by `npm run new-platform`, the last is this file, the others are of the ready workflows.
	const others = [
		'test/e2e/platforms/index.ts',
		'test/e2e/world/ExampleBench.ts',
		'test/e2e/examples.test.ts',
		'test/examples/incidents.test.ts',
		'test/examples/messages.test.ts',
		'test/docs/pages.test.ts',
	];
	const page = read('CONTRIBUTING.md');
	expect(lists.filter((path) => !others.includes(path) && !page.includes(`\`${path}\``))).toEqual([]);
});

test('docs/architecture.md names every file of the core, in its room', () => {
	const files = readdirSync(join(root, 'core'), { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.ts') && basename(path) !== 'index.ts')
		.map((path) => `${basename(dirname(path))}/${basename(path)}`);
	let room = '';
	const named = read('docs/architecture.md')
		.split('\n')
		.flatMap((line) => {
			const [, first = '', second = ''] = /^\| (.*?) ?\| (.*?) \|/.exec(line) ?? [];
			room = /^`(\w+)`$/.exec(first)?.[1] ?? room;
			return [...second.matchAll(/`(\w+\.ts)`/g)].map(([, name = '']) => `${room}/${name}`);
		});
	expect(files.length).toBeGreaterThan(30);
	expect(named.sort()).toEqual(files.sort());
});

test('SECURITY.md names every operation, and every option, that returns secrets', () => {
	// Each side is without its secrets before it is compared.
	const harmless = ['Compare Config'];
	const named = sourcesIn('nodes').flatMap((path) =>
		[...read(path).matchAll(/keepsSecrets: (.*)/g)].map(({ index, 1: when = '' }) => {
			if (/includeSecrets/.test(when)) return 'Include Secrets';
			if (/includeValues/.test(when)) return 'Include Option Values';
			return (
				[
					...read(path)
						.slice(0, index)
						.matchAll(/\tname: '(.*)'/g),
				].at(-1)?.[1] ?? path
			);
		}),
	);
	expect(uniq(named).length).toBeGreaterThan(4);
	const [, section = ''] = /^## What does not\n([^]*)/m.exec(read('SECURITY.md')) ?? [];
	expect(uniq(named).filter((name) => !harmless.includes(name) && !section.includes(name))).toEqual([]);
});

describe('docs/troubleshooting.md', () => {
	const page = read('docs/troubleshooting.md');
	const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

	test("is linked from README, and where each platform's page explains the credential and the trigger", async () => {
		expect(read('README.md')).toContain('(docs/troubleshooting.md)');
		const folders = uniq((await describedNodes()).map(({ folder }) => folder));
		const links = folders.map((folder) => {
			const sections = read(`docs/${camelCase(folder)}.md`).split(/^(?=## )/m);
			const linkOf = (title: RegExp) =>
				/\(troubleshooting\.md#([\w-]+)\)/.exec(sections.find((section) => title.test(section)) ?? '')?.[1];
			return { folder, credential: linkOf(/^## Credential/), trigger: linkOf(/^## .*trigger/i) };
		});
		expect(links.length).toBeGreaterThan(4);
		const unlinked = links.filter(
			({ credential = '', trigger = '' }) => !headings.includes(credential) || !headings.includes(trigger),
		);
		expect(unlinked).toEqual([]);
	});

	test('quotes the log, the errors and the hints as the code writes them', () => {
		const code = sourcesIn('core').map(read).join('\n');
		const quoted = [...page.matchAll(/^\| `([^`]+ [^`]+)` \|/gm)].map(([, words = '']) => words);
		expect(quoted.length).toBeGreaterThan(8);
		const parts = quoted.flatMap((words) => words.split('...')).map((part) => part.trim());
		expect(parts.filter((part) => !code.includes(part))).toEqual([]);
	});
});

test('what says that an outage fails polls says which it does not fail, and what reports it in any case', () => {
	const passages = pages.flatMap((page) =>
		read(page)
			.split(/\n(?=- |\| |\n)/)
			.map((passage) => ({ page, text: passage.replace(/\s+/g, ' ').trim() }))
			.filter(({ text }) => /an hour while it lasts/.test(text)),
	);
	// The five platforms, the two pages of all, and the decision.
	expect(uniq(map(passages, 'page')).length).toBeGreaterThan(7);
	const isWhole = (text: string) =>
		/ polls? that (has|have) events to emit /.test(text) && /Emit an Event/.test(text);
	expect(passages.filter(({ text }) => !isWhole(text))).toEqual([]);
});

/** As GitHub links to a heading. */
function anchorOf(heading: string): string {
	return heading
		.toLowerCase()
		.replace(/[^\w\s-]/g, '')
		.replace(/\s/g, '-');
}
