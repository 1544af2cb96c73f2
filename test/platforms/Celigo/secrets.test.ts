import { describe, expect, test } from '@jest/globals';
import { set } from 'lodash';

import { celigoSample as ids } from '../../../simulators/celigo';
import { forEachTest } from '../../lifecycle';
import { visible } from '../PlatformBench';
import { CeligoBench, chosen } from './bench';

/** Of a third party, in what Celigo reports of a step's request. */
const SECRET = 'sk9f8a7b6c5d4e3f';
const place = { flowId: chosen(ids.flowId), stepId: chosen(ids.importId) };
const url = 'https://shop.example.com/orders';

let bench: CeligoBench;
forEachTest(async () => (bench = await CeligoBench.start()));

describe('Get Request shows what was exchanged without its secrets', () => {
	test.each<[string, object]>([
		['a list of headers', { request: { headers: [{ name: 'Authorization', value: `Bearer ${SECRET}` }] } }],
		['headers', { request: { headers: { Authorization: `Basic ${SECRET}` } } }],
		["a vendor's own header", { request: { headers: { 'X-Shopify-Access-Token': SECRET } } }],
		['cookies', { response: { headers: { 'set-cookie': [`sid=${SECRET}; Path=/`] } } }],
		['a parameter of the address', { request: { url: `${url}?api_key=${SECRET}&page=1` } }],
		['a password in the address', { request: { url: url.replace('shop', `user:${SECRET}@shop`) } }],
		['a form', { request: { body: `grant_type=password&username=a&password=${SECRET}` } }],
		['JSON as text', { request: { body: JSON.stringify({ auth: { clientSecret: SECRET } }) } }],
		['JSON', { response: { body: { session: { access_token: SECRET } } } }],
		['headers as text', { request: { raw: `POST / HTTP/1.1\r\nX-Api-Key: ${SECRET}\r\n\r\n` } }],
		['XML', { request: { body: `<passport><password>${SECRET}</password></passport>` } }],
		['parameters', { request: { qs: { apiKey: SECRET } } }],
	])('in %s', async (_form, exchange) => {
		const { reqAndResKey = '' } = bench.state.addError(ids.flowId, ids.importId);
		bench.state.exchanges.set(reqAndResKey, { method: 'POST', ...exchange });
		const run = await bench.run('error.getRequest', { ...place, requestKey: reqAndResKey });
		expect(run.error).toBeUndefined();
		expect(run.json).toMatchObject([{ method: 'POST' }]);
		expect(visible(run)).toContain('[redacted]');
		expect(visible(run)).not.toContain(SECRET);
	});
});

test('a message that repeats one is shown without it', async () => {
	const message = `401 for ${url}?access_token=${SECRET} with {"apiKey":"${SECRET}"}`;
	bench.state.addError(ids.flowId, ids.importId, { message });
	const run = await bench.run('error.getMany', { of: 'step', ...place, returnAll: true });
	expect(run.error).toBeUndefined();
	expect(visible(run)).toContain(`access_token=[redacted] with`);
	expect(visible(run)).not.toContain(SECRET);
});

test.each([
	's3.secretAccessKey',
	'netsuite.tokenSecret',
	'http.auth.oauth.consumerSecret',
	'as2.authPassword',
	'server.systemToken',
	's3.sessionToken',
	'salesforce.securityToken',
])('a changed %s is shown without its values, in the log and in the record', async (fieldPath) => {
	bench.state.addAuditEntry({
		event: 'update',
		resourceType: 'connection',
		_resourceId: ids.connectionId,
		_integrationId: ids.integrationId,
		fieldChanges: [{ fieldPath, oldValue: SECRET, newValue: `${SECRET}2` }],
	});
	const run = await bench.run('integration.getAuditLog', {
		integrationId: chosen(ids.integrationId),
		returnAll: true,
		simplify: false,
	});
	expect(visible(run)).toContain(fieldPath);
	expect(visible(run)).not.toContain(SECRET);
	const connection = set({ _id: ids.connectionId }, fieldPath, SECRET);
	bench.simulator.faults.add({
		method: 'GET',
		path: `/v1/connections/${ids.connectionId}`,
		answer: { status: 200, body: connection },
	});
	const connectionId = chosen(ids.connectionId);
	const got = await bench.run('connection.get', { connectionId, simplify: false });
	expect(got.error).toBeUndefined();
	expect(visible(got)).toContain('[redacted]');
	expect(visible(got)).not.toContain(SECRET);
});
