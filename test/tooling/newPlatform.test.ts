import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { CheckoutCopy } from './CheckoutCopy';

/** test/e2e/checkout/newPlatform.test.ts runs all tests in such a copy: there this one would make a copy of the copy. */
const isInCopy = process.env['IN_CHECKOUT_COPY'] !== undefined;

/** One word, and several that are long: names and lines break differently. */
const platforms = ['Acme', 'NorthwindIntegrationHub'];
const minutes = 60_000;

let copy: CheckoutCopy;
let printed: string;

/** The paths that were printed under a heading. */
const listed = (heading: string) => [
	...new Set(
		[...printed.matchAll(new RegExp(`^${heading}:\\n((?:  .+\\n)+)`, 'gm'))].flatMap(([, lines = '']) =>
			lines.trim().split(/\s+/),
		),
	),
];

/** All files of the copy with their texts, tools apart. */
const snapshot = () =>
	readdirSync(copy.folder, { recursive: true, withFileTypes: true, encoding: 'utf8' })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(copy.folder.length + 1))
		.map((path) => ({ path, text: copy.read(path) }));

(isInCopy ? describe.skip : describe)('npm run new-platform', () => {
	beforeAll(async () => {
		copy = await CheckoutCopy.make();
		printed = '';
		for (const name of platforms) printed += await copy.run('npm', ['run', 'new-platform', '--', name]);
	}, 2 * minutes);

	afterAll(async () => {
		await copy.remove();
	});

	test('prints what it wrote, and what to do next', () => {
		const written = listed('Written');
		expect(written).toEqual(
			expect.arrayContaining([
				'credentials/AcmeApi.credentials.ts',
				'docs/acme.md',
				'nodes/Acme/Acme.node.ts',
				'simulators/northwindIntegrationHub/index.ts',
				'test/platforms/NorthwindIntegrationHub/operations.test.ts',
			]),
		);
		expect(written.filter((path) => !copy.has(path))).toEqual([]);
		expect(listed('Changed')).toEqual([
			'demo/platforms/index.ts',
			'docs/operations.md',
			'package.json',
			'test/e2e/platforms/index.ts',
			'test/platforms/everyCredential.ts',
		]);
		expect(printed).toContain('Northwind Integration Hub runs: npm test passes');
		expect(printed).toContain('Until Northwind Integration Hub is in one, nothing tests of it');
	});

	test('writes nothing about the platform of its templates, and nothing that is left to do', () => {
		const texts = listed('Written').map((path) => `${path}\n${copy.read(path)}`);
		expect(texts.filter((text) => /acme.?cloud|TODO|FIXME|eslint-disable|@ts-/i.test(text))).toEqual([]);
	});

	test('leaves the platforms of npm start the numbers that README names: each new one comes last', () => {
		expect(copy.read('demo/platforms/index.ts')).toMatch(
			/= \[\s*celigo,\s*ductape,\s*gestal,\s*polarity,\s*port,\s*acme,\s*northwindIntegrationHub,?\s*\]/,
		);
	});

	test('gives each platform a port of its own in the demo', () => {
		const ports = ['celigo', 'acme', 'northwindIntegrationHub'].map(
			(name) => /port: (\d+)/.exec(copy.read(`demo/platforms/${name}.ts`))?.[1],
		);
		expect(new Set(ports).size).toBe(3);
	});

	test(
		'what it writes builds, and n8n finds the nodes',
		async () => {
			await copy.run('npm', ['run', 'build']);
			const types = copy.read('dist/types/nodes.json');
			expect(types).toContain('"displayName":"Acme"');
			expect(types).toContain('"displayName":"Northwind Integration Hub Trigger"');
		},
		2 * minutes,
	);

	test(
		'what it writes passes the types, the lint and the formatter',
		async () => {
			const paths = [...listed('Written'), ...listed('Changed')];
			const code = paths.filter((path) => path.endsWith('.ts'));
			// The types of all files, these among them, are checked in the copy of test/e2e/checkout. Both lists of platforms
			// have a declared type, so nothing that is not written here can become wrong by a further one.
			const project = { extends: './tsconfig.unshipped.json', files: code, include: [] };
			writeFileSync(join(copy.folder, 'tsconfig.written.json'), JSON.stringify(project));
			await Promise.all([
				copy.run('npx', ['tsc', '--project', 'tsconfig.written.json']),
				copy.run('npx', ['eslint', '--max-warnings', '0', ...code], {
					ESLINT_FLAGS: 'v10_config_lookup_from_file',
				}),
			]);
			await copy.run('npx', ['prettier', '--check', '--ignore-unknown', ...paths]);
		},
		4 * minutes,
	);

	test(
		'its own tests pass, and those of the pages and of every credential',
		async () => {
			// Gathered into one suite, which loads n8n-core once. The samples are of the other platforms, each by its name.
			const config = ['--config', 'test/gathered/jest.config.mjs', '--coverage=false', 'part0'];
			await copy.run('npx', ['jest', ...config], {
				GATHER_ONLY:
					'^(platforms/(Acme/|addresses|credentialTests|httpRequestNode)|core/credential/testRules|simulators/acme/|docs/(?!samples))',
			});
		},
		3 * minutes,
	);

	describe('refuses', () => {
		let before: ReturnType<typeof snapshot>;
		beforeAll(() => {
			before = snapshot();
		});

		const refusal = async (...names: string[]) => {
			const ended = await copy.run('node', ['tooling/newPlatform.mjs', ...names]).catch(String);
			expect(snapshot()).toEqual(before);
			return ended;
		};

		test.each([
			['no name', [], /needs a name.*PascalCase.*Try: npm run new-platform -- Acme/],
			['another spelling', ['my-platform'], /PascalCase.*Try: npm run new-platform -- MyPlatform/],
			['two words', ['Big', 'Platform'], /PascalCase.*Try: npm run new-platform -- BigPlatform/],
			['capitals in a row', ['IBMCloud'], /PascalCase.*Try: npm run new-platform -- IbmCloud/],
			[
				'an ending of its own',
				['ZendeskTrigger'],
				/Leave out "Trigger".*Try: npm run new-platform -- Zendesk/,
			],
			['a platform that is there', ['Port'], /"Port" is taken \(.*nodes\/Port/],
			['its own work', ['Acme'], /"Acme" is taken \(/],
			['the name of another file', ['Switchboard'], /"Switchboard" is taken \(simulators\/switchboard/],
			['a word of JavaScript', ['Default'], /"default" means something else.*DefaultCloud/],
			['a word of the code that it writes', ['Integration'], /means something else.*IntegrationCloud/],
		])('%s', async (_what, names, message) => {
			const ended = await refusal(...names);
			expect(ended).toMatch(message);
			expect(ended).toContain('Nothing was written.');
		});

		test('everything when the reference cannot be written, and takes back what it began', async () => {
			writeFileSync(join(copy.folder, 'docs/generate.ts'), "throw new Error('no reference today');\n");
			before = snapshot();
			expect(await refusal('Zendesk')).toMatch(/no reference today[^]*Nothing was written/);
		});
	});
});
