import { describe, expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = join(__dirname, '../..');
const read = (page: string) => readFileSync(join(root, page), 'utf8');
const pages = [
	'README.md',
	...readdirSync(join(root, 'docs'))
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
];

describe.each(pages)('%s', (page) => {
	test('links to files that are there', () => {
		const linked = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);
		expect(linked.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
	});

	test('names tests that are there', () => {
		const named = [...read(page).matchAll(/`(test\/[^`*<]+\.ts)`/g)].map(([, path = '']) => path);
		expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
	});
});

test('docs/architecture.md names every room of the core', () => {
	const rooms = readdirSync(join(root, 'core'), { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.ts'))
		.map((path) => basename(path));
	const described = read('docs/architecture.md');
	expect(rooms.length).toBeGreaterThan(30);
	expect(rooms.filter((name) => !described.includes(`\`${name}\``))).toEqual([]);
});
