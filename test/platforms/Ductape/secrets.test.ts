import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import { withoutGiven } from '../../../nodes/Ductape/namedSecrets';
import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench, visible } from './bench';

const SECRETS = ['shop-secret-1', 'smtp-secret-1', 'firebase-secret-1'];

let bench: DuctapeBench;
forEachTest(async () => (bench = await DuctapeBench.start()));

describe('secrets', () => {
	const outputs: Array<[string, string, INodeParameters]> = [
		['integration', 'get', {}],
		['integration', 'getMany', { returnAll: true }],
		['integration', 'getHealth', {}],
		['app', 'getMany', {}],
		['app', 'get', { part: byId('shop:acme') }],
		['notification', 'getMany', {}],
		['notification', 'update', { part: byId('ops'), details: { description: 'x' } }],
	];

	test.each(outputs)('of %s: %s are redacted in raw output', async (resource, operation, given) => {
		const run = await bench.run(resource, operation, { ...bench.ordersField, ...given, simplify: false });
		expect(run.error).toBeUndefined();
		expect(visible(run)).toContain('[redacted]');
		for (const secret of [...SECRETS, bench.orders.private_key]) expect(visible(run)).not.toContain(secret);
		for (const secret of [bench.token, bench.publicKey]) expect(visible(run)).not.toContain(secret);
	});

	test('come with Include Secrets, and never with Simplify', async () => {
		const asked = { ...bench.ordersField, includeSecrets: true };
		const raw = await bench.run('integration', 'get', { ...asked, simplify: false });
		for (const secret of [...SECRETS, bench.orders.private_key]) expect(visible(raw)).toContain(secret);
		for (const [resource, part] of [
			['integration', ''],
			['app', 'shop:acme'],
			['notification', 'ops'],
		] as const) {
			const short = await bench.run(resource, 'get', { ...asked, part: byId(part), simplify: true });
			expect(short.error).toBeUndefined();
			for (const secret of [...SECRETS, bench.orders.private_key])
				expect(visible(short)).not.toContain(secret);
		}
	});

	test.each([
		{ storage: [{ tag: 's3', envs: [{ config: { bucketName: 'b', secretAccessKey: 'very-secret' } }] }] },
		{ storage: [{ tag: 's3', aws: { secret_access_key: 'very-secret', accessKeyId: 'very-secret' } }] },
		{ storage: [{ tag: 'azure', config: { accountKey: 'very-secret', account_key: 'very-secret' } }] },
		{ sessions: [{ tag: 'user', signing_secret: 'very-secret', jwtSecret: 'very-secret' }] },
		{ sessions: [{ tag: 'user', encryption_key: 'very-secret', signingKey: 'very-secret' }] },
		{ messageBrokers: [{ tag: 'kafka', config: { ssl: { passphrase: 'very-secret' } } }] },
		{ storage: [{ tag: 'azure', config: { sas_token: 'very-secret', sasToken: 'very-secret' } }] },
		{ storage: [{ tag: 'azure', config: { storageConnectionString: 'very-secret' } }] },
		{ storage: [{ tag: 's3', config: { security_token: 'very-secret', aws_session_token: 'very-secret' } }] },
		{ sessions: [{ tag: 'user', master_key: 'very-secret', signing_secrets: ['very-secret'] }] },
		{ messageBrokers: [{ tag: 'kafka', sasl_password: 'very-secret', smtp_password: 'very-secret' }] },
		{ databases: [{ tag: 'main', envs: [{ dbPassword: 'very-secret', db_pass: 'very-secret' }] }] },
		{ databases: [{ tag: 'main', envs: [{ userPass: 'very-secret', redis_pwd: 'very-secret' }] }] },
		{ models: [{ tag: 'chat', config: { api_token: 'very-secret', sharedKey: 'very-secret' } }] },
		{ models: [{ tag: 'chat', config: { OPENAI_API_KEY: 'very-secret', openaiApiKey: 'very-secret' } }] },
	])('of what newer documents hold are redacted too: %j', async (parts) => {
		Object.assign(bench.orders, parts);
		for (const operation of ['get', 'getMany']) {
			const run = await bench.run('integration', operation, { ...bench.ordersField, simplify: false });
			expect(run.error).toBeUndefined();
			expect(visible(run)).not.toContain('very-secret');
		}
		const open = { ...bench.ordersField, includeSecrets: true, simplify: false };
		expect(visible(await bench.run('integration', 'get', open))).toContain('very-secret');
	});

	test('names that only begin like those of secrets are none', async () => {
		const names = {
			primary_key: 'id',
			idempotency_key: 'k',
			routing_key: 'r',
			secretary: 's',
			key: 'region',
			page_token: 'p',
			nextPageToken: 'n',
			continuation_token: 'c',
			client_token: 'c',
			max_tokens: 500,
			partition_key: 'id',
			bypass: 'b',
			first_pass: 'f',
			password_policy: 'strict',
			password_reset_url: 'https://example.com/reset',
			connection_type: 'pool',
		};
		Object.assign(bench.orders, { variables: [names] });
		const [found] = await bench.json('integration', 'get', { ...bench.ordersField, simplify: false });
		expect(found).toMatchObject({ variables: [names] });
	});

	test('of an app whose auth is a list, or a text, are redacted too', async () => {
		bench.orders.apps = [
			{
				_id: 'a'.repeat(24),
				access_tag: 'one',
				envs: [{ auth: [{ auth_tag: 'x', data: 'shop-secret-1' }] }],
			},
			{ _id: 'b'.repeat(24), access_tag: 'two', envs: [{ auth: 'shop-secret-1' }] },
		];
		const run = await bench.run('app', 'getMany', { ...bench.ordersField, simplify: false });
		expect(run.json).toHaveLength(2);
		expect(visible(run)).not.toContain('shop-secret-1');
		expect(visible(run)).toContain('"auth_tag":"x"');
	});
});

test('secrets in the JSON text of a log line are hidden, and other text stays as it is', async () => {
	bench.state.addLog(bench.orders, {
		data: JSON.stringify({ request: { headers: { Authorization: 'Bearer very-secret' } }, status: 500 }),
	});
	bench.state.addLog(bench.orders, { data: '{ "status":  500 }' });
	bench.state.addLog(bench.orders, { data: 'no JSON' });
	const given = { ...bench.ordersField, returnAll: true, simplify: false };
	const found = (await bench.json('log', 'getMany', given)).map(({ data }) => data).sort();
	expect(found).toEqual([
		'no JSON',
		'{ "status":  500 }',
		'{"request":{"headers":{"Authorization":"[redacted]"}},"status":500}',
	]);
});

describe('secrets in what runs leave behind', () => {
	const secret = 'very-secret';
	const forms: Array<[string, unknown]> = [
		['a token header', { headers: { 'x-access-token': secret } }],
		['a key header', { headers: { 'X-API-Key': secret } }],
		['cookies', { Cookie: `sid=${secret}`, 'set-cookie': [`sid=${secret}`] }],
		['a list of headers', [{ name: 'Authorization', value: secret }]],
		['an address with a password', { url: `https://user:${secret}@example.com/x` }],
		['an address with a key', { url: `https://example.com/x?api_key=${secret}&page=1` }],
		['auth of any shape', { auth: { custom: [secret], tag: 'bearer' } }],
	];

	test.each(
		forms.flatMap(([name, value]) => [
			{ name, value },
			{ name: `${name}, as text`, value: JSON.stringify(value) },
			{ name: `${name}, as text in text`, value: JSON.stringify({ request: JSON.stringify(value) }) },
		]),
	)('$name', async ({ value }) => {
		const { process_id: processId } = bench.state.addProcess(bench.orders, { result: value, input: value });
		bench.state.addLog(bench.orders, { data: JSON.stringify(value) });
		bench.state.addNotificationMessage(bench.orders, { input: value });
		const raw = { ...bench.ordersField, simplify: false };
		for (const run of [
			await bench.run('process', 'get', { processId }),
			await bench.run('process', 'getMany', raw),
			await bench.run('log', 'getMany', raw),
			await bench.run('notificationMessage', 'getMany', raw),
		]) {
			expect(run.json).toHaveLength(1);
			expect(visible(run)).toContain('[redacted]');
			expect(visible(run)).not.toContain(secret);
		}
	});

	test.each([[{ token: secret }], [[secret]], [secret], [{ nested: { deep: [secret] } }]])(
		'auth of an environment: %j',
		async (auth) => {
			Object.assign(bench.orders.envs?.[0] ?? {}, { auth });
			const run = await bench.run('environment', 'get', {
				...bench.ordersField,
				part: byId('dev'),
				simplify: false,
			});
			expect(visible(run)).toContain('[redacted]');
			expect(visible(run)).not.toContain(secret);
		},
	);

	test('the error of a step comes as it is with Include Secrets, and never so with Simplify', async () => {
		bench.state.addProcess(bench.orders, {
			step_error: `Call of https://user:${secret}@example.com/x failed`,
		});
		const asked = { ...bench.ordersField, includeSecrets: true };
		expect(visible(await bench.run('process', 'getMany', { ...asked, simplify: false }))).toContain(secret);
		const short = await bench.run('process', 'getMany', { ...asked, simplify: true });
		expect(short.json).toMatchObject([{ step_error: 'Call of https://[redacted]@example.com/x failed' }]);
		expect(visible(short)).not.toContain(secret);
	});

	test('what is no secret stays as it is', async () => {
		const result = {
			url: 'https://example.com/x?page=1#a@b',
			authors: ['a'],
			keys: { key: 'region', value: 'eu' },
			text: '{ "total":  5 }',
			token_count: 5,
		};
		const { process_id: processId } = bench.state.addProcess(bench.orders, { result });
		expect(await bench.json('process', 'get', { processId })).toMatchObject([{ result }]);
	});
});

describe('what only names a secret stays as it is', () => {
	const getRaw = async (resource: string, part: string) =>
		await bench.json(resource, 'get', { ...bench.ordersField, part: byId(part), simplify: false });

	test('in the definition of a feature', async () => {
		const definition = {
			input: { token: { type: 'string' }, password: { type: 'string', minlength: 8 } },
			sequence: [
				{
					sequence_tag: 'main',
					events: [
						{
							app: 'shop:acme',
							type: 'action',
							event: 'list',
							input: {
								headers: { Authorization: '$Auth{bearer}{token}', Cookie: 'Bearer $Variable{shop}{key}' },
								body: { password: '$Input{password}', token: '$Default' },
								query: {},
								params: {},
							},
							retries: 0,
							allow_fail: false,
						},
					],
				},
			],
			output: { token: '$Sequence{main}{list}{token}' },
		};
		Object.assign(bench.orders.features?.[0] ?? {}, definition);
		expect(await getRaw('feature', 'sync_orders')).toMatchObject([definition]);
		expect(await bench.json('integration', 'get', { ...bench.ordersField, simplify: false })).toMatchObject([
			{ features: [definition] },
		]);
	});
});

describe('a secret that a function or a feature holds itself', () => {
	const secret = 'very-secret-1';

	test.each([
		`() => { const password = '${secret}'; }`,
		`() => ({ token: "${secret}" })`,
		`() => ({ 'x-api-key': \`${secret}\` })`,
		`() => login({ "client_secret":"${secret}" })`,
		`() => fetch('https://user:${secret}@example.com/x')`,
		`(s) => fetch(\`https://example.com/\${s.id}?api_key=${secret}\`)`,
		`() => get('https://example.com', { h: 'Bearer ${secret}' })`,
		`// password=${secret}\n() => 1`,
		`/* curl https://example.com/x?api_key=${secret} */ () => 1`,
		`// Authorization: Bearer ${secret}\n() => 1`,
		`// https://user:${secret}@example.com/\n() => 1`,
		`(s) => { s.replace(/"/g, ""); login({ password: "${secret}" }); }`,
		`(s) => \`\${login({ password: "${secret}" })}\``,
		`console.log("Result: " + input.id);\nconst apiKey = "${secret}";`,
		`console.log("Result: " + input.id); const apiKey = "${secret}";`,
		`console.log("Token: " + t); const apiKey = "${secret}";`,
		`fetch('https://api.example.com/items?id=' + id);\nconst password = '${secret}';`,
		`(s) => s.token === "${secret}" || s['secret'] == '${secret}'`,
	])('%s', async (source) => {
		Object.assign(bench.orders.functions?.[0] ?? {}, { function: source });
		const asked = { ...bench.ordersField, part: byId('to_upper') };
		for (const simplify of [true, false]) {
			const run = await bench.run('function', 'get', { ...asked, simplify });
			expect(visible(run)).toContain('[redacted]');
			expect(visible(run)).not.toContain(secret);
		}
	});

	test.each([true, false])(
		'is that of a function as it is stored, with Include Secrets (Simplify: %s)',
		async (simplify) => {
			const source = `// token=${secret}\n(s) => { const password=s.password; return login({ password, secret: '${secret}' }); }`;
			Object.assign(bench.orders.functions?.[0] ?? {}, { function: source });
			const asked = { ...bench.ordersField, part: byId('to_upper'), includeSecrets: true, simplify };
			expect(await bench.json('function', 'get', asked)).toMatchObject([{ function: source }]);
			expect(await bench.json('function', 'getMany', asked)).toMatchObject([{ function: source }]);
		},
	);

	test.each([
		'() => { password=12345678; }',
		'() => { const password = 12345678; }',
		'() => ({ pin: 1, "password": 12345678 })',
		'(s) => s.password === 12345678',
		'() => ({ secret: 12_345_678 })',
	])('is a number in the source of a function: %s', async (source) => {
		Object.assign(bench.orders.functions?.[0] ?? {}, { function: source });
		const asked = { ...bench.ordersField, part: byId('to_upper') };
		const shown = visible(await bench.run('function', 'get', asked));
		expect(shown).not.toMatch(/12_?345_?678/);
		expect(shown).toContain('[redacted]');
	});

	test.each([
		['const password = -12345678', 'const password = [redacted]'],
		['const password = 0x1234abcd;', 'const password = [redacted];'],
		['const auth = 1000n', 'const auth = [redacted]'],
		["const apiKey = 12345678 + '';", "const apiKey = [redacted] + '';"],
		['({ secret: 1234.5678 })', '({ secret: [redacted] })'],
		['password = 12345678 // - of 2024', 'password = [redacted] // - of 2024'],
		['x ? s.password === 12345678 : y', 'x ? s.password === [redacted] : y'],
		['log("Forgotten? password: 12345678")', 'log("Forgotten? password: [redacted]")'],
		['password = 12345678\n- 1', 'password = [redacted]\n- 1'],
	])('is a whole number: %s', (source, shown) => {
		expect(withoutGiven(source)).toBe(shown);
	});

	test.each([
		'const ttl = x ? token : 4000;',
		'const ttl = x\n\t? s.token\n\t: 4000;',
		'const password = 2024 - year;',
		'const password = 0x1234abcd * year;',
	])('is no number that code reckons with: %s', (source) => {
		expect(withoutGiven(source)).toBe(source);
	});

	test('is no number of another name, nor a part of one', () => {
		const source = '() => ({ port: 12345678, token: 0, secret: 12345678px, timeout = 50000 })';
		expect(withoutGiven(source)).toBe(source);
	});

	test('is found wherever it stands again, and where texts touch each other', () => {
		const source = `const token = 'one'; log("two", 'one'); x = password='two'token = "two"; y = "it's"`;
		const shown = withoutGiven(source);
		expect(shown).toBe(
			`const token = '[redacted]'; log("[redacted]", '[redacted]'); x = password='[redacted]'token = "[redacted]"; y = "it's"`,
		);
	});

	test('is one of thousands, which are found in one pass', () => {
		const lines = Array.from({ length: 30_000 }, (_, nth) => `const token = '${secret}-${nth}';`);
		const startedMs = performance.now();
		expect(withoutGiven(lines.join('\n'))).not.toContain(secret);
		expect(performance.now() - startedMs).toBeLessThan(2000);
	}, 120_000);

	test('in the sequence of a feature is hidden unless Include Secrets is on', async () => {
		const body = { password: secret, token: `$Input{token}${secret}`, secret: { type: secret } };
		const sequence = [{ sequence_tag: 'main', events: [{ input: { body } }] }];
		Object.assign(bench.orders.features?.[0] ?? {}, { sequence });
		const asked = { ...bench.ordersField, part: byId('sync_orders'), simplify: false };
		expect(visible(await bench.run('feature', 'get', asked))).not.toContain(secret);
		const [raw] = await bench.json('feature', 'get', { ...asked, includeSecrets: true });
		expect(raw).toMatchObject({ sequence });
	});
});
