import { describe, expect, test } from '@jest/globals';
import { once } from 'lodash';

import { forEachTest } from '../../lifecycle';
import { byId, DuctapeBench } from './bench';

/** Items of one run that change the same thing, as many at a time as Concurrency has it by default. */
let bench: DuctapeBench;
forEachTest(async () => {
	bench = await DuctapeBench.start();
	// Servers that store whatever is sent would show what looking and creating side by side does.
	Object.assign(bench.switches, { duplicatePart: 'stored', duplicateIntegration: 'stored', latencyMs: 2 });
	return bench;
});

const five = Array.from({ length: 5 }, (_, number) => ({ number }));

describe('items that change one part', () => {
	test('keep what the others set inside one group of fields', async () => {
		const changes = [
			{ host: 'mail.example.com' },
			{ sender: 'sales@example.com' },
			{ user: 'sales' },
			{ title: 'Order failed' },
			{ body: 'Look at it' },
		];
		const given = {
			...bench.ordersField,
			part: byId('ops'),
			emails: {
				host: '={{ $json.host }}',
				sender_email: '={{ $json.sender }}',
				user: '={{ $json.user }}',
			},
			push: { title: '={{ $json.title }}', body: '={{ $json.body }}' },
		};
		await bench.json('notification', 'update', given, { items: changes });
		expect(bench.orders.notifications?.[0]).toMatchObject({
			emails: {
				host: 'mail.example.com',
				port: 587,
				sender_email: 'sales@example.com',
				auth: { user: 'sales', pass: 'smtp-secret-1' },
			},
			push: { template: { title: 'Order failed', body: 'Look at it' } },
		});
	});

	test('are carried out in input order', async () => {
		const given = { ...bench.ordersField, part: byId('orders'), details: { expiry: '={{ $json.number }}' } };
		const updated = await bench.json('cache', 'update', given, { items: five });
		expect(updated.map(({ expiry }) => expiry)).toEqual([0, 1, 2, 3, 4]);
		expect(bench.orders.caches?.[0]).toMatchObject({ expiry: 4 });
	});

	test('add environments to one app', async () => {
		const slugs = ['stg', 'prd', 'tst'];
		for (const slug of slugs) {
			bench.orders.envs?.push({ _id: bench.state.random.objectId(), slug, env_name: slug });
		}
		const given = {
			...bench.ordersField,
			part: byId('shop:acme'),
			environments: { rows: [{ app_env_slug: 'dev', integration_env_slug: '={{ $json.slug }}' }] },
		};
		await bench.json('app', 'update', given, { items: slugs.map((slug) => ({ slug })) });
		expect(bench.orders.apps?.[0]).toMatchObject({
			envs: ['dev', ...slugs].map((slug) => ({ integration_env_slug: slug })),
		});
	});
});

describe('items that create one thing', () => {
	test.each([
		['cache', 'caches', { tag: 'new' }],
		['database', 'databases', { tag: 'new' }],
		['environment', 'envs', { slug: 'new', env_name: 'New' }],
		['feature', 'features', { tag: 'new' }],
		['function', 'functions', { tag: 'new' }],
		['job', 'jobs', { tag: 'new' }],
		['notification', 'notifications', { tag: 'new' }],
	] as const)('%s: with On Duplicate Skip it is there once', async (resource, list, given) => {
		const before = bench.orders[list]?.length ?? 0;
		const skip = { ...bench.ordersField, ...given, onDuplicate: 'skip' };
		const created = await bench.json(resource, 'create', skip, { items: five });
		expect(new Set(created.map(({ _id }) => _id)).size).toBe(1);
		expect(bench.orders[list]).toHaveLength(before + 1);
	});

	test('an app of several integrations gets its one access once', async () => {
		const { workspace } = bench.simulator.seeded;
		const envs = [{ _id: bench.state.random.objectId(), slug: 'dev', env_name: 'Development' }];
		const integrations = five.map(({ number }) =>
			bench.state.addIntegration({ name: `No ${number}`, workspace_id: workspace._id, envs }),
		);
		bench.state.addApp({ app_name: 'Bank', workspace_id: workspace._id });
		const given = {
			integrationId: '={{ $json.id }}',
			appTag: byId('bank'),
			environments: { rows: [{ app_env_slug: 'dev', integration_env_slug: 'dev' }] },
		};
		const items = integrations.map(({ _id: id }) => ({ id }));
		await bench.json('app', 'add', given, { items });
		expect(integrations.map(({ apps }) => apps)).toMatchObject(five.map(() => [{ access_tag: 'bank:acme' }]));
		expect(bench.state.accesses.filter(({ access_tag: tag }) => tag === 'bank:acme')).toHaveLength(1);
	});

	test('an integration whose name has blanks around it is the same', async () => {
		const given = { name: '={{ $json.name }}', description: 'd', onDuplicate: 'skip' };
		const items = ['Twin', 'Twin ', ' Twin'].map((name) => ({ name }));
		await bench.run('integration', 'create', given, { items, onError: 'continueRegularOutput' });
		const twins = [...bench.state.integrations.values()].filter(({ name }) => name.trim() === 'Twin');
		expect(twins).toHaveLength(1);
	});

	test('an integration: with On Duplicate Skip it is there once', async () => {
		const given = { name: 'Twin', description: 'd', onDuplicate: 'skip' };
		const created = await bench.json('integration', 'create', given, { items: five });
		const twins = [...bench.state.integrations.values()].filter(({ name }) => name === 'Twin');
		expect(twins).toHaveLength(1);
		expect(created.map(({ _id }) => _id)).toEqual(five.map(() => twins[0]?._id));
	});
});

test('items that update one integration are carried out in input order', async () => {
	const given = { ...bench.ordersField, details: { name: '={{ "Hub " + $json.number }}' } };
	bench.simulator.faults.add({ method: 'PUT', times: 1, answer: { delayMs: 60 } });
	const updated = await bench.json('integration', 'update', given, { items: five });
	expect(updated.map(({ name }) => name)).toEqual(five.map(({ number }) => `Hub ${number}`));
	expect(bench.orders).toMatchObject({ name: 'Hub 4', description: 'Order sync' });
});

describe('what others changed while an update waited to be sent again stays', () => {
	const changedMeanwhile = (change: () => void) => {
		const path = /integrations\/v1\//;
		const first = once(change);
		bench.simulator.faults.add({ method: 'PUT', times: 1, answer: { status: 429 } });
		bench.simulator.faults.add({ method: 'GET', path, after: 1, times: 1, answer: { first } });
		bench.simulator.faults.add({ method: 'PUT', times: 1, answer: { first } });
	};

	test('in an integration', async () => {
		changedMeanwhile(() => Object.assign(bench.orders, { description: 'Theirs' }));
		await bench.json('integration', 'update', { ...bench.ordersField, details: { name: 'Mine' } });
		expect(bench.orders).toMatchObject({ name: 'Mine', description: 'Theirs' });
	});

	test('in a group of fields of a part', async () => {
		changedMeanwhile(() => Object.assign(bench.orders.notifications?.[0]?.['emails'] ?? {}, { port: 25 }));
		const given = { ...bench.ordersField, part: byId('ops'), emails: { host: 'mail.example.com' } };
		await bench.json('notification', 'update', given);
		expect(bench.orders.notifications?.[0]).toMatchObject({ emails: { host: 'mail.example.com', port: 25 } });
	});
});

test('commands to one job are given in input order', async () => {
	const { job_id: jobId } = bench.state.addJobExecution(bench.orders, { phase: 'RUNNING' });
	const commands = ['pause', 'resume', 'pause', 'resume', 'cancel'];
	const given = { ...bench.ordersField, jobId: byId(jobId), command: '={{ $json.command }}' };
	bench.simulator.faults.add({ path: /sdk-proxy/, times: 1, answer: { delayMs: 60 } });
	await bench.json('job', 'run', given, { items: commands.map((command) => ({ command })) });
	expect(bench.state.rpcCalls.map(({ method }) => method)).toEqual(commands);
});

test('items of several integrations are worked on side by side', async () => {
	bench.switches.latencyMs = 30;
	const { workspace } = bench.simulator.seeded;
	const items = five.map(({ number }) => ({
		id: bench.state.addIntegration({ name: `No ${number}`, workspace_id: workspace._id })._id,
	}));
	await bench.json('cache', 'create', { integrationId: '={{ $json.id }}', tag: 'new' }, { items });
	expect(bench.simulator.requests.maxInFlight).toBe(5);
});
