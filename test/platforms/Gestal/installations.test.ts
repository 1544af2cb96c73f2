import { describe, expect, test } from '@jest/globals';
import { NodeHelpers, type INodeParameters } from 'n8n-workflow';

import { Gestal } from '../../../nodes/Gestal/Gestal.node';
import { forEachTest } from '../../lifecycle';
import { GestalBench, locator, visible, type Generation } from './bench';

let bench: GestalBench;
forEachTest(async () => (bench = await GestalBench.start()));

const current = { generation: 'current' as const };
const installationId = () => bench.simulator.seeded.installation.cloud_id;
const integrationId = () => bench.simulator.seeded.integration.cloud_id;

describe('installations and keys', () => {
	test.each([
		['seed', 3],
		['current', 1],
	] as const)('of all integrations (%s): %i requests', async (generation, requests) => {
		const parameters = { installationsOf: 'all' };
		const json = await bench.json('installation', 'getMany', parameters, { generation });
		expect(json).toMatchObject([{ cloud_id: installationId(), site_name: 'Barn 4' }]);
		expect(bench.lines()).toHaveLength(requests);
	});

	test.each([
		['seed', '/integrations/int_1/installations'],
		['current', '/integrator/int_1/installations'],
	] as const)(
		'that are not activated are counted and not listed: no list changed, which is said once (%s)',
		async (generation, list) => {
			bench.switches.installationTotal = 'all';
			bench.state.addInstallation({ integrationId: integrationId(), activated: false });
			const one = { integrationId: locator(integrationId()) };
			const path = list.replace('int_1', integrationId());
			const message = `Gestal counts 2 records in ${path}, and lists 1. It only lists activated installations. Run the operation again if one of those is missing.`;
			for (const [resource, operation] of [
				['installation', 'getMany'],
				['integration', 'getHealth'],
				['accessKey', 'getMany'],
			] as const) {
				const run = await bench.run(resource, operation, one, { generation, items: [{}, {}] });
				expect(run.json).toHaveLength(2);
				expect(run.hints).toMatchObject([{ message }]);
				expect(run.hints).toHaveLength(1);
			}
		},
	);

	test('raw records keep what the platform says', async () => {
		const versions = { mirrorId: locator('vendor-1'), simplify: false };
		expect(await bench.json('sowMirror', 'getVersions', versions)).toMatchObject([
			{ event: 'create', changes: { vendor_id: [null, 'vendor-1'] } },
		]);
		const [json] = await bench.json('installation', 'getCurrent', { simplify: false });
		expect(json).toMatchObject({
			site: { name: 'Barn 4' },
			access_key: { last_active_at: expect.any(String) },
		});
	});

	test('a key is shown once: nothing but its creation ever shows it', async () => {
		const { secret, id } = bench.simulator.seeded.key;
		const leaking = { id, access_key: secret };
		bench.simulator.faults.add({ path: /accesskeys/, answer: { body: leaking } });
		const run = await bench.run('accessKey', 'get', { accessKeyId: locator(id), simplify: false });
		expect(run.json).toMatchObject([{ access_key: '[redacted]' }]);
		expect(visible(run)).not.toContain(secret);
	});

	describe('health', () => {
		const health = async (more = {}, generation: Generation = 'seed') => {
			const given = { integrationId: locator(integrationId()), ...more };
			return (await bench.json('integration', 'getHealth', given, { generation }))[0];
		};
		const usedAt = '2024-04-30T08:00:00.000Z';

		test('is active where a site activated it and used it, with the last use of a key', async () => {
			bench.simulator.seeded.key.last_active_at = usedAt;
			expect(await health({ lookUpActivity: true })).toMatchObject({ status: 'ACTIVE', lastRunAt: usedAt });
			expect(await health({}, 'current')).toMatchObject({ status: 'ACTIVE', lastRunAt: usedAt });
		});

		test('is unknown where it was not looked up whether it was ever used', async () => {
			bench.simulator.seeded.key.last_active_at = usedAt;
			expect(await health()).toMatchObject({ status: 'UNKNOWN', lastRunAt: null });
		});

		test('is unknown where nobody ever used it', async () => {
			const unknown = { status: 'UNKNOWN', lastRunAt: null, lastErrorMessage: null };
			expect(await health({ lookUpActivity: true })).toMatchObject(unknown);
			expect(await health({}, 'current')).toMatchObject(unknown);
		});

		test('is inactive without an activated installation', async () => {
			bench.simulator.seeded.installation.activated = false;
			expect(await health({ simplify: false })).toMatchObject({
				status: 'INACTIVE',
				raw: { installations: [] },
			});
		});
	});
});

describe('Installation: Get', () => {
	const installationId = () => bench.simulator.seeded.installation.cloud_id;
	const get = async (id: string, more = {}, options = {}) =>
		await bench.run('installation', 'get', { installationId: locator(id), ...more }, options);

	test('reads it where the current site serves it, and the list where not', async () => {
		expect((await get(installationId(), {}, current)).json).toMatchObject([{ site_name: 'Barn 4' }]);
		expect(bench.lines()).toEqual([`GET /integrator/installations/${installationId()}`]);
		bench.simulator.switches.currentInstallationById = 'missing';
		expect((await get(installationId(), {}, current)).json).toMatchObject([{ site_name: 'Barn 4' }]);
		expect(bench.lines().at(-1)).toBe('GET /integrator/installations?per_page=1000&page=1');
	});

	test('looks only through one integration where that is given', async () => {
		const integrationId = locator(bench.simulator.seeded.integration.cloud_id);
		const json = (await get(installationId(), { installationsOf: 'one', integrationId })).json;
		expect(json).toMatchObject([{ cloud_id: installationId() }]);
		expect(bench.lines()).toHaveLength(1);
	});

	test('asks for the integrator account only; reading the own one for the access key only', () => {
		const { credentials = [] } = new Gestal().description;
		const asked = (parameters: INodeParameters) =>
			credentials
				.filter((credential) =>
					NodeHelpers.displayParameter(
						{ resource: 'installation', ...parameters },
						credential,
						{ typeVersion: 1 },
						new Gestal().description,
					),
				)
				.map(({ name }) => name);
		for (const installationsOf of ['all', 'one'])
			for (const operation of ['get', 'getMany'])
				expect(asked({ operation, installationsOf })).toEqual(['gestalIntegratorApi']);
		expect(asked({ operation: 'getCurrent' })).toEqual(['gestalInstallationApi']);
	});

	test('says that only activated ones are listed', async () => {
		bench.simulator.seeded.installation.activated = false;
		for (const options of [{}, current]) {
			const { error } = await get(installationId(), {}, options);
			expect(error?.message).toBe(`Gestal lists no activated installation ${installationId()}`);
		}
	});
});
