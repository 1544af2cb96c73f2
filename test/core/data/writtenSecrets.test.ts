import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonParse, type IDataObject } from 'n8n-workflow';

import { holds } from '../../../core/data/json';
import { holdsRedacted, REDACTED } from '../../../core/data/redaction';
import { isSecretName, textWithoutSecrets, withoutWrittenSecrets } from '../../../core/data/writtenSecrets';

const SECRET = 'sk9f8a7b6c5d4e3f';

describe('a secret of a third party is hidden', () => {
	test.each<[IDataObject]>([
		[{ headers: [{ name: 'Authorization', value: `Bearer ${SECRET}` }] }],
		[{ headers: [{ key: 'X-Shopify-Access-Token', value: SECRET }] }],
		[{ list: [{ Name: 'Authorization', Value: SECRET }] }],
		[{ headers: { 'X-Shopify-Access-Token': SECRET } }],
		[{ headers: { 'Set-Cookie': [`sid=${SECRET}; Path=/`] } }],
		[{ headers: [['Authorization', SECRET]] }],
		[{ rawHeaders: ['Accept', 'text/html', 'X-Api-Key', SECRET] }],
		[{ text: `GET / HTTP/1.1\r\nX-Api-Key: ${SECRET}\r\nCookie: sid=${SECRET}` }],
		[{ text: `Authorization: Digest username="a", response="${SECRET}"` }],
		[{ text: `OAuth oauth_token="${SECRET}", oauth_signature="${SECRET}"` }],
		[{ url: `https://example.com/x?api_key=${SECRET}&page=1` }],
		[{ url: `https://example.com/x?key=${SECRET}` }],
		[{ url: `https://example.com/x#access_token=${SECRET}` }],
		[{ url: `https://user:${SECRET}@example.com/x` }],
		[{ url: `https://user@corp:${SECRET}@example.com/x` }],
		[{ url: `postgres://user:pa/${SECRET}@db.example.com/orders` }],
		[{ url: `postgres://app:1/${SECRET}@db.example.com/orders` }],
		[{ url: `postgres://app:123456/${SECRET}@db.example.com/orders` }],
		[{ url: `https://app:1,${SECRET}@db.example.com/orders` }],
		[{ message: `http://es1:9200;http://app:p/${SECRET}@es2.example.com` }],
		[{ message: `http://es1:x;http://app:p/${SECRET}@es2.example.com` }],
		[{ message: `cannot connect: mongodb://app:1p/3#4?${SECRET}@db.example.com:27017/x` }],
		[{ message: `AccountName=farm;AccountKey=${SECRET}+/==;EndpointSuffix=core.windows.net` }],
		[{ message: `ran curl -s -u admin:${SECRET} https://x.example.com` }],
		[{ message: `curl \\\n  --user="admin:${SECRET}" https://x.example.com` }],
		[{ message: `"curl -uadmin:${SECRET} https://x.example.com" failed` }],
		[{ message: `curl -u admin:'${SECRET}' https://x.example.com` }],
		[{ message: `curl -u admin:"a ${SECRET}" https://x.example.com` }],
		[{ message: `curl -u "admin":"${SECRET}" https://x.example.com` }],
		[{ message: `curl -u "admin:a ${SECRET}" https://x.example.com` }],
		[{ message: `curl -u "ann smith:a'${SECRET}" https://x.example.com` }],
		[{ message: `"curl -u \\"admin:a ${SECRET}\\" https://x.example.com" failed` }],
		[{ message: `curl -su admin:${SECRET} https://x.example.com` }],
		[{ message: `curl -sSu admin:${SECRET} https://x.example.com` }],
		[{ message: `curl -u :${SECRET} https://x.example.com` }],
		[{ message: `curl --proxy-user admin:${SECRET} https://x.example.com` }],
		[{ message: `curl -U admin:${SECRET} https://x.example.com` }],
		[{ ssl: { key: `-----BEGIN PRIVATE KEY-----\nMII${SECRET}\n-----END PRIVATE KEY-----\n` } }],
		[{ list: [`-----BEGIN RSA PRIVATE KEY-----\nDEK-Info: AES-128-CBC,1F\n\n${SECRET}`] }],
		[{ message: `read -----BEGIN PGP PRIVATE KEY BLOCK-----\\n${SECRET}\\n-----END` }],
		[
			{
				data: JSON.stringify({
					pem: `-----BEGIN EC PRIVATE KEY-----\n${SECRET}\n-----END EC PRIVATE KEY-----`,
				}),
			},
		],
		[{ message: `postgres://app:12,${SECRET}@db.example.com/x` }],
		[{ message: `redis://:99&${SECRET}@db.example.com` }],
		[{ message: `postgres://app:/${SECRET}@db.example.com/x` }],
		[{ message: `git+ssh://deploy:p/${SECRET}@example.com` }],
		[{ body: `grant_type=password&client_secret=${SECRET}` }],
		[{ body: `auth%5Btoken%5D=${SECRET}` }],
		[{ body: JSON.stringify({ auth: { token: SECRET } }) }],
		[{ body: JSON.stringify([{ inner: JSON.stringify({ password: SECRET }) }]) }],
		[{ body: JSON.stringify(JSON.stringify({ password: SECRET })) }],
		[{ body: `{"password": "${SECRET}", "broken` }],
		[{ body: `<p:passport><p:password>${SECRET}</p:password></p:passport>` }],
		[{ body: `--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n${SECRET}\r\n--x--` }],
		[{ changes: { 'http.auth.token': SECRET } }],
		[{ message: `Request failed with Authorization: Bearer ${SECRET}` }],
		[{ message: `401 for {"apiKey": "${SECRET}"} at https://x.example.com` }],
		[{ message: `body {\\"password\\":\\"${SECRET}\\"}` }],
		[{ lists: [[{ deep: { password: SECRET } }]] }],
		[{ message: `body {"password":"p\\"${SECRET}"}` }],
		[{ message: `body {"password":"p\\\\\\"${SECRET}", "page": 1}` }],
		[{ message: `body {"sent":"{\\"password\\":\\"p\\\\\\"${SECRET}\\"}"}` }],
		[{ message: `body {"url":"https://x.example.com/?token=${SECRET}"}` }],
		[{ message: `url=https://x.example.com/?token=${SECRET}` }],
		[{ message: `not sent: token='${SECRET}'` }],
		[{ message: `body <password><![CDATA[${SECRET}]]></password>` }],
		[{ text: `headers:\n  X-Api-Key: ${SECRET}` }],
		[{ text: `> GET / HTTP/1.1\n> X-Api-Key: ${SECRET}\n>` }],
		[{ text: `< HTTP/1.1 200\r\n< Set-Cookie: sid=${SECRET}; Path=/\r\n` }],
		[{ text: `curl -H 'X-Api-Key: ${SECRET}' https://x.example.com` }],
		[
			{
				text: `curl -H "Authorization: Digest username=\\"a\\", response=\\"${SECRET}\\"" https://x.example.com`,
			},
		],
		[{ text: `ran "curl -H \\"Authorization: SSWS ${SECRET}\\" https://x.example.com"` }],
		[{ text: `shop:\n  user: a\n  password: ${SECRET}` }],
		[{ text: `shop:\n  - password: hunter2${SECRET}` }],
		[{ text: `sent:\n  * Authorization: OAuth realm="1", oauth_other="${SECRET}"` }],
	])('in %j', (record) => {
		const shown = JSON.stringify(withoutWrittenSecrets(record, isSecretName));
		expect(shown).not.toContain(SECRET);
		expect(shown).toContain(REDACTED);
	});
});

test('the secrets of a header that stands in JSON are hidden up to the end of each', () => {
	const header =
		'OAuth realm=\\"1\\", oauth_consumer_key=\\"ck123456\\", oauth_token=\\"tok123456\\", oauth_signature=\\"c2ln\\"';
	const shown = textWithoutSecrets(`Request failed: {"headers":{"Authorization":"${header}"},"page":2}`);
	expect(shown).toBe(`Request failed: {"headers":{"Authorization":"${REDACTED}"},"page":2}`);
	expect(textWithoutSecrets(`Request failed with ${header}, "page": 2`)).toBe(
		'Request failed with OAuth realm=\\"1\\", oauth_consumer_key=\\"[redacted]\\", ' +
			'oauth_token=\\"[redacted]\\", oauth_signature=\\"[redacted]\\", "page": 2',
	);
	expect(textWithoutSecrets('body {"password":"p\\"ssw0rd123","page":2}')).toBe(
		`body {"password":"${REDACTED}","page":2}`,
	);
});

test.each([
	'Sign-in failed:\n  * password: required\n  * X-Api-Key: is missing or invalid\n  - token: too_short',
	'  password: must be at least 8 characters long',
	'> Authorization: is required',
	"The header 'X-Api-Key: is missing' was sent; 'Token: expired'; it's key: 5 of 7",
	'{"password":"","token":""} and token=\\"\\"',
	'  Set-Cookie: see the documentation',
	'It must begin with -----BEGIN PRIVATE KEY----- and end with -----END PRIVATE KEY-----',
	'-----BEGIN CERTIFICATE-----\nMIIsk9f8a7b6c5d4e3f\n-----END CERTIFICATE-----',
	'-----BEGIN PUBLIC KEY-----\nMIIsk9f8a7b6c5d4e3f\n-----END PUBLIC KEY-----',
])('ordinary words stay: %j', (words) => expect(textWithoutSecrets(words)).toBe(words));

test.each([
	'apiKey',
	'clientSecret',
	'refresh_token',
	'aws_secret_access_key',
	'SessionId',
	'X-Hub-Signature-256',
	'Ocp-Apim-Subscription-Key',
	'x-functions-key',
	'consumerKey',
	'AccountKey',
	'sharedKey',
	'DATA_ENCRYPTION_KEY',
	'webhook-signing-key',
	'master_key',
	'DB_PWD',
	'passwords',
	'apiKeys',
	'Cookie',
])('%s is the name of a secret', (name) => expect(isSecretName(name)).toBe(true));

test.each([
	...['output_tokens', 'page', 'name', 'keys', 'author', 'key_count', 'Content-Type', 'description'],
	...[
		'primary_key',
		'foreignKey',
		'partition-key',
		'sortKey',
		'idempotencyKey',
		'publicKeys',
		'retryDataKeys',
	],
	...['signing_key_id', 'kmsMasterKeyId', 'accountKeyId', 'encryptionKeyVersion', 'monkeys', 'cwd'],
])('%s is none', (name) => expect(isSecretName(name)).toBe(false));

test.each<IDataObject>([
	{ failedPasswords: 3, passwords: 0, hasSecrets: true, apiKeys: false },
	{ changes: [{ name: 'failedPasswords', value: 3 }] },
	{ accountKey: 'ABC-1', request: { account_key: 'ABC-1', passwords: 2 } },
	{ message: 'env: OLDPWD=/root/x PWD=/root/y' },
])('counts and keys of accounts stay: %j', (record) => expect(withoutWrittenSecrets(record)).toBe(record));

test.each<IDataObject>([
	{ password: 123456 },
	{ pass: 123456 },
	{ passwords: '123456' },
	{ passwords: [SECRET] },
	{ accountKey: SECRET.repeat(2) },
	{ message: 'AccountKey=ABC-1;Server=x' },
	{ message: 'UID=sa;PWD=/root;Server=x' },
	{ message: 'DB_PWD=/root' },
])('but no others: %j', (record) =>
	expect(JSON.stringify(withoutWrittenSecrets(record))).toContain(REDACTED),
);

test.each(['password\n', ' password ', 'my\npassword', 'x-\nkey'])('%j names a secret, too', (name) => {
	expect(isSecretName(name)).toBe(true);
	expect(withoutWrittenSecrets({ [name]: SECRET })).toEqual({ [name]: REDACTED });
});

test.each(['secret', 'token', 'key', 'api', 'x-key', 'credential'])(
	'a name of many %j before a line break is read in time that grows with its length only',
	(part) => {
		const startedMs = performance.now();
		for (const end of ['\n', '\n!', '!']) isSecretName(part.repeat(100_000 / part.length) + end);
		expect(isSecretName(`${part.repeat(20_000)}\npassword\n`)).toBe(true);
		expect(performance.now() - startedMs).toBeLessThan(1500);
	},
);

test('below what was exchanged with a third party, names are judged as theirs', () => {
	const none = () => false;
	const kept = { token: SECRET, items: [{ token: SECRET }] };
	expect(withoutWrittenSecrets(kept, none)).toBe(kept);
	for (const place of ['request', 'response', 'headers', 'responseHeaders', 'qs', 'body', 'auth']) {
		const record = { [place]: { deep: [{ token: SECRET }] } };
		expect(JSON.stringify(withoutWrittenSecrets(record, none))).not.toContain(SECRET);
	}
});

test('what is near a secret stays', () => {
	expect(textWithoutSecrets(`https://user:${SECRET}@example.com/x?api_key=${SECRET}&page=2`)).toBe(
		`https://${REDACTED}@example.com/x?api_key=${REDACTED}&page=2`,
	);
	for (const ordinary of [
		'https://shop.example.com/v1/items?code=US&key=customer_number&page=2',
		'https://shop.example.com:8443/users/ann@example.com and https://shop.example.com:8443?to=ann@example.com',
		'https://shop.example.com/a:b/ann@example.com; 10:30 see https://x.example.com, ask ann@example.com',
		'http://[::1]:8080/users/ann@example.com',
		'Tried http://es1:9200;http://es2:9200/ and asked ann@example.com',
		'http://es1:x,http://es2.example.com/users/ann@example.com',
		'https://{{host}}:{{port}}/users/ann@example.com and https://${host}:${port}/users/ann@example.com',
		'sftp://files.example.com:/in/ann@example.csv',
		'git clone ssh://github.com:shop/orders@v1 to file://C:/app/node_modules/@shop/orders.js',
		'docker run -u node:node image; curl -s https://x.example.com/a:b -o file; user ann:smith -u',
		'curl --user-agent=ann:smith -u ann -u : -su ann https://x.example.com/a:b "a:b"',
	]) {
		expect(textWithoutSecrets(ordinary)).toBe(ordinary);
	}
	expect(textWithoutSecrets(`https://${SECRET}@db.example.com/orders?to=ann@example.com`)).toBe(
		`https://${REDACTED}@db.example.com/orders?to=ann@example.com`,
	);
	expect(textWithoutSecrets(`curl -u "ann:${SECRET}" https://x.example.com -u`)).toBe(
		`curl -u "ann:${REDACTED}" https://x.example.com -u`,
	);
	expect(textWithoutSecrets(`curl -u "ann:a b" -u ann:'a b' --user ann:a https://x.example.com`)).toBe(
		`curl -u "ann:${REDACTED}" -u ann:${REDACTED} --user ann:${REDACTED} https://x.example.com`,
	);
	expect(textWithoutSecrets('https://maps.example.com/x?key=AIzaSyD4x&code=4/0AX4XfWh')).toBe(
		`https://maps.example.com/x?key=${REDACTED}&code=${REDACTED}`,
	);
	expect(textWithoutSecrets(`Host: a.example.com\r\nX-Api-Key: ${SECRET}\r\nAccept: */*`)).toBe(
		`Host: a.example.com\r\nX-Api-Key: ${REDACTED}\r\nAccept: */*`,
	);
	expect(textWithoutSecrets(`user=a&password=${SECRET}&page=2`)).toBe(`user=a&password=${REDACTED}&page=2`);
	expect(textWithoutSecrets(`<login><user>a</user><password>${SECRET}</password></login>`)).toBe(
		`<login><user>a</user><password>${REDACTED}</password></login>`,
	);
});

test('at any depth, in any of these forms, and forms within forms', () => {
	const name = fc.constantFrom('password', 'api_key', 'X-Api-Key', 'client_secret', 'access_token', 'Cookie');
	const leaf: fc.Arbitrary<IDataObject[string]> = fc.oneof(
		name.map((key) => ({ [key]: SECRET })),
		name.map((key) => ({ list: [{ name: key, value: SECRET }] })),
		name.map((key) => ({ headers: [[key, SECRET]] })),
		name.map((key) => ({ [`http.${key}.value`]: SECRET })),
		name.map((key) => `https://x.example.com/?${key}=${SECRET}`),
		name.map((key) => `a=1&${key}=${SECRET}`),
		name.map((key) => `${key}: ${SECRET}`),
		name.map((key) => `<a><${key}>${SECRET}</${key}></a>`),
		fc.constant(`https://user:${SECRET}@x.example.com/`),
		fc.constant(`it says Bearer ${SECRET}`),
	);
	const nested = fc.letrec<{ node: IDataObject[string] }>((tie) => ({
		node: fc.oneof(
			{ maxDepth: 6 },
			leaf,
			fc.record({ a: tie('node'), b: fc.array(tie('node'), { maxLength: 2 }) }),
			tie('node').map((node) => ({ text: JSON.stringify(node) })),
			tie('node').map((node) => ({ text: JSON.stringify([node]) })),
		),
	})).node;
	fc.assert(
		fc.property(nested, (node) => {
			const record = { node };
			const before = JSON.stringify(record);
			expect(JSON.stringify(withoutWrittenSecrets(record, isSecretName))).not.toContain(SECRET);
			expect(JSON.stringify(record)).toBe(before);
		}),
		{ numRuns: 1000 },
	);
});

test.each([
	'a',
	'Ab0_',
	'a.',
	'a=',
	'?a=',
	'a:',
	'\\',
	'\\"',
	'\\"a:',
	' ',
	'\n',
	'-',
	'> ',
	'Bearer ',
	'<token ',
	'<token>',
	'://a',
	'://a:',
	'://a:b/',
	'://a:80,',
	'://a:b:',
	'://a:b;',
	'curl ',
	' -u a',
	' -u a:',
	'curl -u a:b ',
	'curl -u "a:',
	"curl -u a:'",
	'a: ',
	'token=',
	'token: ',
	'"token": "',
	"'token: ",
	'[[{"a":',
	'"a: ',
	"'",
	"\\'a: b",
	'token=\\"',
	'token:\\\\\\"a',
	'<token><![CDATA[',
	'name="',
	'name="token" ',
	'name="token"\n',
	'a: name="token"\r\n',
])('a text of many %j is read in time that grows with its length only', (part) => {
	const startedMs = performance.now();
	textWithoutSecrets(`key ${part.repeat(100_000 / part.length)}`);
	// Its square took ten seconds and more.
	expect(performance.now() - startedMs).toBeLessThan(1500);
});

test.each(['=', '\\', 'u', ' ', 'a', '"', "\\'", ':', '=\\', '"a:'])(
	'a switch before many %j is read in time that grows with its length only',
	(part) => {
		const startedMs = performance.now();
		for (const start of ['The key failed: sort -u', 'curl -u', 'curl -s', "curl --user 'a:"]) {
			textWithoutSecrets(start + part.repeat(100_000 / part.length));
		}
		expect(performance.now() - startedMs).toBeLessThan(1500);
	},
);

describe('what is nested too deeply to be read is hidden', () => {
	const DEPTH = 5000;
	const nested = (before: string, after: string, depth = DEPTH) =>
		`${before.repeat(depth)}{"password":"${SECRET}"}${after.repeat(depth)}`;
	test.each([
		['[', ']'],
		['{"a":', '}'],
		['[{"a":', '}]'],
		['{"body":', '}'],
	])('within many %j', (before, after) => {
		const text = nested(before, after);
		const parsed = jsonParse<IDataObject>(`{"parsed":${text}}`);
		for (const shown of [textWithoutSecrets(text), withoutWrittenSecrets(parsed)]) {
			expect(holds(shown, (value) => String(value).includes(SECRET))).toBe(false);
			expect(holdsRedacted(typeof shown === 'string' ? JSON.parse(shown) : shown)).toBe(true);
		}
	});

	test('within texts in texts', () => {
		const DEEP = 400;
		let text = nested('[', ']', DEEP);
		for (let level = 0; level < 12; level += 1) {
			text = `${'['.repeat(DEEP)}${JSON.stringify(text)}${']'.repeat(DEEP)}`;
		}
		expect(textWithoutSecrets(text)).not.toContain(SECRET);
	});

	test.each([
		['x-token in quotes', `x 'x-token: ${'a1'.repeat(4_000_000)}'`],
		['Bearer', `x Bearer ${'a'.repeat(20_000_000)}`],
	])('or what is too long for one form: %s', (_form, text) => {
		// Not compared as texts: a difference would be shown whole.
		expect(textWithoutSecrets(text) === REDACTED).toBe(true);
	});

	test('but not what has many levels', () => {
		const text = nested('[{"a":', '}]', 50);
		expect(textWithoutSecrets(text)).toBe(text.replace(SECRET, REDACTED));
		const harmless = text.replace(/password/, 'page');
		expect(textWithoutSecrets(harmless)).toBe(harmless);
	});
});

test('what holds none is the same object', () => {
	const record = {
		message: 'Order 17 = late; see https://example.com/x?page=2',
		rows: [{ name: 'a', value: 'b' }],
	};
	expect(withoutWrittenSecrets(record, isSecretName)).toBe(record);
	expect(textWithoutSecrets('token expired: sign in again')).toBe('token expired: sign in again');
});
