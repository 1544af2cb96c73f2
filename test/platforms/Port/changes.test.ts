import { describe, expect, test } from '@jest/globals';
import { once } from 'lodash';
import type { INodeParameters } from 'n8n-workflow';

import { Port } from '../../../nodes/Port/Port.node';
import { forEachTest, movableClock } from '../../lifecycle';
import { chosen, PortBench } from './bench';

const integrationId = chosen('on-call');

let bench: PortBench;
const clock = movableClock();

forEachTest(async () => (bench = await PortBench.start()));

describe('Create', () => {
	const hosted = (more: object) => ({
		installationId: 'hosted',
		installationAppType: 'gitlab-v2',
		details: { installationType: 'Saas', ...more },
	});

	test('waits until a Port-hosted one runs, and fails when it does not', async () => {
		const integrationSpec = '{"gitlabToken": "GITLAB_TOKEN"}';
		bench.simulator.switches.looksUntilDone = 1;
		const [made] = await bench.json('create', hosted({ integrationSpec, waitSeconds: 10 }));
		expect(made).toMatchObject({ deploymentStatus: 'Running', status: 'ACTIVE' });
		bench.simulator.switches.creation = 'Error';
		expect(
			await bench.failure('create', {
				...hosted({ integrationSpec, waitSeconds: 10 }),
				installationId: 'second',
			}),
		).toMatch(/"second" was created but does not run: The integration could not be started/);
	});

	test.each(['A-b', 'a', 'a-', '1a', 'a23456789012345678901'])(
		'refuses the installation ID "%s" of a Port-hosted one',
		async (installationId) => {
			const wrong = { ...hosted({ integrationSpec: '{}' }), installationId };
			expect(await bench.failure('create', wrong)).toMatch(/cannot be the installation ID/);
			expect(bench.asked()).toEqual([]);
		},
	);

	test('goes on waiting after an outage that a single request does not survive', async () => {
		bench.simulator.switches.looksUntilDone = 2;
		const path = /hosted$/;
		bench.simulator.faults.add({ method: 'GET', path, after: 1, times: 20, answer: { status: 502 } });
		const [made] = await bench.json('create', hosted({ integrationSpec: '{}', waitSeconds: 60 }));
		expect(made).toMatchObject({ deploymentStatus: 'Running' });
	});

	const more = (fields: object) => ({ more: JSON.stringify(fields) });
	const spec = { integrationSpec: { gitlabHost: 'https://gitlab.example.com' } };

	test('takes the specification, and the installation type, from Additional Fields too', async () => {
		await bench.json('create', hosted(more({ spec })));
		const second = {
			...hosted({}),
			details: more({ spec, installationType: 'Saas' }),
			installationId: 'second',
		};
		await bench.json('create', second);
		for (const installationId of ['hosted', 'second']) {
			const { record } = bench.simulator.state.installation(installationId);
			expect(record).toMatchObject({ installationType: 'Saas', spec });
		}
	});

	test.each<[string, INodeParameters, RegExp]>([
		['first', more({ installationType: 'Saas' }), /Specification \(JSON\)' is missing/],
		[
			'first',
			more({ installationType: 'Saas', spec: { appSpec: {} } }),
			/Specification \(JSON\)' is missing/,
		],
		['1st', more({ installationType: 'Saas', spec }), /"1st" cannot be the installation ID/],
	])('refuses "%s" as a Port-hosted one with %j', async (installationId, details, reason) => {
		const wrong = { installationId, installationAppType: 'gitlab-v2', details };
		expect(await bench.failure('create', wrong)).toMatch(reason);
		expect(bench.asked()).toEqual([]);
	});

	test("takes Port's own type of a Kubernetes exporter, and an ID with a blank", async () => {
		const given = { installationId: 'prod cluster', installationAppType: 'K8S EXPORTER' };
		expect(await bench.json('create', given)).toMatchObject([
			{ installationId: 'prod cluster', type: 'K8S EXPORTER' },
		]);
		expect(bench.simulator.requests.last()?.body).toEqual(given);
	});

	test.each([
		['config', '={{ ({ resources: [], createMissingRelatedEntities: $json.none }) }}', 'Config (JSON)'],
		['changelogDestination', '={{ ({ type: "WEBHOOK", url: $json.none }) }}', 'Changelog Destination (JSON)'],
		['integrationSpec', '={{ ({ gitlabHost: $json.none }) }}', 'Integration Specification (JSON)'],
		['more', '={{ ({ spec: { appSpec: { a: $json.none } } }) }}', 'Additional Fields (JSON)'],
	])('refuses a key of %s that an expression left undefined', async (name, value, label) => {
		const given = { installationId: 'new', installationAppType: 'gitlab-v2', details: { [name]: value } };
		expect(await bench.failure('create', given)).toContain(`'${label}' has no value for "`);
		expect(bench.asked()).toEqual([]);
		expect(bench.simulator.state.installations.has('new')).toBe(false);
	});

	test('offers only the installation types that the API can create', () => {
		const offered = JSON.stringify(
			new Port().description.properties.filter(
				({ name, displayOptions }) =>
					name === 'details' && JSON.stringify(displayOptions).includes('"create"'),
			),
		);
		expect(offered).toContain('"Saas"');
		expect(offered).not.toMatch(/SaasOAuth2|GithubApp/);
	});

	test('says that it was carried out when Port then does not return it', async () => {
		bench.simulator.faults.add({ method: 'GET', path: /hosted$/, answer: { status: 400 } });
		const details = hosted({ integrationSpec: '{}', waitSeconds: 10 });
		expect(await bench.failure('create', details)).toMatch(/"hosted" was applied, but/);
	});

	test.each([{}, { waitSeconds: 10 }])(
		'reads what was created where the answer is empty: %j',
		async (more) => {
			Object.assign(bench.simulator.switches, { changeAnswer: 'empty', optionalFields: 'minimal' });
			const details = { integrationSpec: '{}', ...more };
			expect(await bench.json('create', hosted(details))).toMatchObject([{ installationId: 'hosted' }]);
		},
	);

	describe('with a mapping', () => {
		const config = '{"enableMergeEntity": false, "resources": []}';
		const remarks = async (parameters: INodeParameters) => {
			const { hints, error } = await bench.run('create', parameters);
			expect(error).toBeUndefined();
			return JSON.stringify(hints);
		};
		const selfHosted = {
			installationId: 'new',
			installationAppType: 'gitlab-v2',
			details: { config, title: 'New', version: '1.0.0', appSpec: '{"scheduledResyncInterval": "4h"}' },
		};

		test.each([
			['a self-hosted one', selfHosted],
			['a Port-hosted one', hosted({ integrationSpec: '{}', config })],
			['a Port-hosted one that is waited for', hosted({ integrationSpec: '{}', config, waitSeconds: 300 })],
		])('in place of which Port has its own, that is said of %s', async (_which, parameters) => {
			bench.simulator.switches.givenConfig = 'replacedByDefaults';
			expect(await remarks(parameters)).toMatch(
				/accepted the creation of .* does not return these fields as they were sent: config\. Check them with Get/,
			);
		});

		test.each(['documented', 'empty'] as const)(
			'that is stored says nothing, whatever Port adds or leaves out: %s',
			async (changeAnswer) => {
				bench.simulator.switches.changeAnswer = changeAnswer;
				expect(await remarks(selfHosted)).toBe('[]');
				expect(await remarks(hosted({ integrationSpec: '{}', config, waitSeconds: 300 }))).toBe('[]');
				bench.simulator.switches.optionalFields = 'minimal';
				expect(await remarks({ ...selfHosted, installationId: 'third' })).toBe('[]');
			},
		);
	});

	test('takes null for the empty response that it is, as all changes do', async () => {
		const nothing = { status: 200, bodyText: 'null', contentType: 'application/json' };
		for (const method of ['POST', 'PATCH', 'DELETE'])
			bench.simulator.faults.add({ method, path: /integration/, answer: { afterExecuting: nothing } });
		const changed = { integrationId: chosen('my-gitlab') };
		const config = '{"enableMergeEntity": false}';
		const created = { installationId: 'new', installationAppType: 'x' };
		expect(await bench.json('create', created)).toMatchObject([{ installationId: 'new' }]);
		const update = { ...changed, details: { title: 'New' } };
		expect(await bench.json('update', update)).toMatchObject([{ title: 'New' }]);
		expect(await bench.json('updateConfig', { ...changed, config })).toHaveLength(1);
		expect(await bench.json('resync', changed)).toHaveLength(1);
		expect(await bench.json('delete', changed)).toMatchObject([{ integrationId: 'my-gitlab' }]);
		expect(bench.simulator.requests.count({ method: 'POST', path: /integration$/ })).toBe(1);
	});

	test('says nothing of an existing one where Port ran out of time', async () => {
		const body = { ok: false, error: 'timeout', message: 'Request Timeout' };
		bench.simulator.faults.add({ method: 'POST', path: '/v1/integration', answer: { status: 408, body } });
		const shown = await bench.failure('create', { installationId: 'new', installationAppType: 'x' });
		expect(shown).toMatch(/Request Timeout/);
		expect(shown).not.toMatch(/exists/);
	});

	test("says nothing of having been carried out where the answer is not Port's", async () => {
		const answer = { status: 200, bodyText: '<html>Sign in</html>' };
		bench.simulator.faults.add({ method: 'PATCH', answer });
		const shown = await bench.failure('resync', { integrationId });
		expect(shown).toMatch(/returned a web page.*Check whether the change was applied/);
		expect(shown).not.toMatch(/was applied, but/);
		expect(bench.simulator.requests.count({ method: 'GET' })).toBe(0);
	});

	test('says what is wrong before and after asking', async () => {
		expect(await bench.failure('create', hosted({}))).toMatch(
			/'Integration Specification \(JSON\)' is missing/,
		);
		expect(bench.asked()).toEqual([]);
		const wrong = hosted({ integrationSpec: '{"gitlabToken": "NOT_THERE"}' });
		expect(await bench.failure('create', wrong)).toMatch(/The provided secret does not exist/);
		const twice = { installationId: 'on-call', installationAppType: 'x' };
		expect(await bench.failure('create', twice)).toMatch(
			/already exists.*The integration already exists\. Choose another 'Installation ID'/,
		);
	});
});

describe('fields that Port does not store as they were sent', () => {
	const remarks = async (operation: string, parameters: INodeParameters) => {
		const { hints, error } = await bench.run(operation, { integrationId, ...parameters });
		expect(error).toBeUndefined();
		return JSON.stringify(hints);
	};
	const named = (name: string) =>
		new RegExp(`accepted the change of .*not return these fields as they were sent: ${name}\\. Check`);
	const ofKind = '{"resources": [{"kind": "team", "selector": {"query": "true"}, "port": {}}]}';

	test.each(['documented', 'empty'] as const)(
		'are named, also one that Port does not know (response: %s)',
		async (changeAnswer) => {
			Object.assign(bench.simulator.switches, { changeAnswer, furtherProperties: 'dropped' });
			const details = { title: 'New', more: '{"tittle": "New"}' };
			expect(await remarks('update', { details })).toMatch(named('tittle'));
		},
	);

	test.each([
		['update', { details: { config: ofKind, configMode: 'replace' } }],
		['updateConfig', { config: ofKind, mode: 'replace' }],
		['updateConfig', { config: '{"deleteDependentEntities": false}' }],
	])('such as the mapping: %s %j', async (operation, parameters) => {
		expect(await remarks(operation, parameters)).toBe('[]');
		const config = { deleteDependentEntities: true, resources: [] };
		const body = { ok: true, integration: { installationId: 'on-call', config } };
		bench.simulator.faults.add({ method: 'PATCH', answer: { body } });
		expect(await remarks(operation, parameters)).toMatch(named('config'));
	});

	test('but not what Port adds, leaves out, or keeps in another form', async () => {
		const details = {
			title: ' New ',
			version: '2.0.0',
			appSpec: '{"scheduledResyncInterval": "4h"}',
			changelogDestination: '{"type": "KAFKA"}',
			more: '{"processingMode": "dsp", "installationAppType": null}',
		};
		const integration = {
			installationId: 'on-call',
			title: 'New',
			version: '2.0.0',
			spec: { appSpec: { scheduledResyncInterval: '4h' }, systemSpec: {} },
		};
		bench.simulator.faults.add({ method: 'PATCH', answer: { body: { ok: true, integration } } });
		expect(await remarks('update', { details })).toBe('[]');
	});

	test.each([
		['title', { more: '{"title": null}' }],
		['spec', { appSpec: '{"scheduledResyncInterval": null, "region": ""}' }],
	])('nor what is emptied and then not returned, but what stays: %s', async (name, details) => {
		const appSpec = { scheduledResyncInterval: '4h' };
		const stored = { title: 'Old', spec: { appSpec, systemSpec: {} } };
		const emptied = { title: null, spec: { appSpec: {}, systemSpec: {} } };
		for (const integration of [stored, emptied]) {
			const body = { ok: true, integration: { installationId: 'on-call', ...integration } };
			bench.simulator.faults.add({ method: 'PATCH', times: 1, answer: { body } });
			const said = await remarks('update', { details });
			if (integration === stored) expect(said).toMatch(named(name));
			else expect(said).toBe('[]');
		}
	});
});

describe('Update', () => {
	test('refuses an empty change, which would be a resync', async () => {
		expect(await bench.failure('update', { integrationId, details: {} })).toMatch(/'Update Fields' is empty/);
		expect(await bench.failure('update', { integrationId, details: { configMode: 'merge' } })).toMatch(
			/'Update Fields' is empty/,
		);
		expect(bench.asked()).toEqual([]);
	});

	test('does not wrap a config twice', async () => {
		const details = { config: '{"config": {"repositories": ["a"]}}', configMode: 'replace' };
		await bench.json('update', { integrationId, details });
		expect(bench.simulator.requests.last()?.body).toEqual({ config: { repositories: ['a'] } });
		expect(
			await bench.failure('updateConfig', { integrationId, config: { config: { token: '[redacted]' } } }),
		).toMatch(/placeholder for a hidden secret/);
	});

	test('refuses to merge nothing, which would be a resync too', async () => {
		expect(await bench.failure('update', { integrationId, details: { config: '{}' } })).toMatch(
			/'Config \(JSON\)' is empty/,
		);
		expect(await bench.failure('updateConfig', { integrationId, config: '{}' })).toMatch(
			/'Config \(JSON\)' is empty/,
		);
		expect(bench.asked()).toEqual([]);
	});

	test.each(['[]', '["project"]', '[null]', 'null', '{"kind": "project"}'])(
		'refuses to merge resources that are no list of objects: %s',
		async (resources) => {
			const config = `{"resources": ${resources}}`;
			for (const operation of ['updateConfig', 'compareConfig']) {
				expect(await bench.failure(operation, { integrationId, config })).toMatch(
					/'resources' must be a list of objects/,
				);
			}
			expect(bench.asked()).toEqual([]);
		},
	);

	test.each(['null', '[]', '"resources"', '0'])(
		'refuses a config in which there is nothing but a config that is none: %s',
		async (none) => {
			const config = `{"config": ${none}}`;
			const refusal = /'Config \(JSON\)' must have an object under "config"/;
			for (const mode of ['merge', 'replace']) {
				for (const operation of ['updateConfig', 'compareConfig']) {
					expect(await bench.failure(operation, { integrationId, mode, config })).toMatch(refusal);
				}
				const details = { config, configMode: mode };
				expect(await bench.failure('update', { integrationId, details })).toMatch(refusal);
			}
			expect(bench.asked()).toEqual([]);
		},
	);

	test('merges a config, or replaces it', async () => {
		const details = { config: '{"enableMergeEntity": false}' };
		await bench.json('update', { integrationId, details });
		expect(bench.simulator.requests.last()?.body).toMatchObject({
			config: { enableMergeEntity: false, deleteDependentEntities: true, resources: [{ kind: 'project' }] },
		});
		await bench.json('update', { integrationId, details: { ...details, configMode: 'replace' } });
		expect(bench.simulator.requests.last()?.body).toEqual({ config: { enableMergeEntity: false } });
	});
});

describe('Update: a long number that was copied from an output, where it is text, goes back as the number that it is', () => {
	const accountId = 7615917337495251231n;
	const text = String(accountId);
	const record = () => bench.simulator.state.installation('on-call').record;

	test('in a mapping that replaces the stored one', async () => {
		record().config = { accounts: [{ accountId }, { name: 'second' }], resources: [] };
		const config = { accounts: [{ name: 'first' }, { accountId: text }], fresh: text };
		await bench.json('update', {
			integrationId,
			details: { config: JSON.stringify(config), configMode: 'replace' },
		});
		expect(record().config).toEqual({ accounts: [{ name: 'first' }, { accountId }], fresh: text });
		record().config = { accountId };
		await bench.json('updateConfig', { integrationId, mode: 'replace', config: `{"accountId": "${text}"}` });
		expect(record().config).toEqual({ accountId });
	});

	test('in a specification and in further fields', async () => {
		Object.assign(record(), { spec: { integrationSpec: { accountId }, appSpec: {} }, owner: { accountId } });
		const details = {
			integrationSpec: JSON.stringify({ accountId: text, region: 'EU' }),
			more: JSON.stringify({ owner: { accountId: text, name: 'Ops' } }),
		};
		await bench.json('update', { integrationId, details });
		expect(record()).toMatchObject({
			spec: { integrationSpec: { accountId, region: 'EU' } },
			owner: { accountId, name: 'Ops' },
		});
	});

	test('and where there is none, what is stored is not read', async () => {
		await bench.json('update', { integrationId, details: { version: '2.0.0' } });
		expect(bench.asked()).toEqual(['PATCH /integration/on-call']);
	});
});

describe("a specification of its own and one in 'Additional Fields (JSON)'", () => {
	const details = {
		appSpec: '{"scheduledResyncInterval": "4h"}',
		more: '{"spec": {"appSpec": {"other": 1}, "integrationSpec": {"region": "EU"}}}',
	};
	const both = { appSpec: { scheduledResyncInterval: '4h' }, integrationSpec: { region: 'EU' } };

	test('Update sends both', async () => {
		await bench.json('update', { integrationId, details });
		expect(bench.simulator.state.installation('on-call').record.spec).toEqual(both);
	});

	test('Create sends both', async () => {
		await bench.json('create', { installationId: 'made', installationAppType: 'gitlab-v2', details });
		expect(bench.simulator.state.installation('made').record.spec).toEqual(both);
	});
});

describe('Update of one of the two specifications', () => {
	const stored = {
		appSpec: { scheduledResyncInterval: '4h', liveEventsEnabled: true },
		integrationSpec: { gitlabHost: 'https://gitlab.example.com', gitlabToken: 'GITLAB_TOKEN' },
	};
	const appSpec = { scheduledResyncInterval: '1h' };
	const integrationSpec = { gitlabHost: 'https://gitlab.com', gitlabToken: 'GITLAB_TOKEN' };
	const updated = async (details: INodeParameters) => {
		const { record } = bench.simulator.state.installation('my-gitlab');
		record.spec = structuredClone(stored);
		await bench.json('update', { integrationId: chosen('my-gitlab'), details });
		return record.spec;
	};

	test.each(['erasesOther', 'keepsOther'] as const)(
		'keeps the other one, as stored: %s',
		async (specPatch) => {
			bench.simulator.switches.specPatch = specPatch;
			expect(await updated({ appSpec: JSON.stringify(appSpec) })).toMatchObject({ ...stored, appSpec });
			expect(await updated({ integrationSpec: JSON.stringify(integrationSpec) })).toMatchObject({
				...stored,
				integrationSpec,
			});
			const more = JSON.stringify({ spec: { appSpec } });
			expect(await updated({ more })).toMatchObject({ ...stored, appSpec });
		},
	);

	test('replaces the given one whole, and sends nothing of what belongs to Port', async () => {
		const { record } = bench.simulator.state.installation('my-gitlab');
		const owned = { liveEventsUuid: 'b6f7', liveEventsIngestHostname: 'ingest.example.com' };
		record.spec = { ...stored, appSpec: { ...stored.appSpec, ...owned } };
		const details = { integrationSpec: JSON.stringify(integrationSpec) };
		await bench.json('update', { integrationId: chosen('my-gitlab'), details });
		expect(bench.simulator.requests.last()?.body).toEqual({
			spec: { appSpec: stored.appSpec, integrationSpec },
		});
		expect(bench.asked()).toEqual(['GET /integration/my-gitlab', 'PATCH /integration/my-gitlab']);
	});

	test('with both of them, nothing is read', async () => {
		await updated({ appSpec: JSON.stringify(appSpec), integrationSpec: JSON.stringify(integrationSpec) });
		expect(bench.asked()).toEqual(['PATCH /integration/my-gitlab']);
	});
});

test.each([
	['update', { details: { config: '{"name": "new"}', configMode: 'merge' } }],
	['updateConfig', { config: '{"name": "new"}' }],
] as const)(
	'%s merges anew before it is sent again: what others changed while it waited stays',
	async (task, given) => {
		const { record } = bench.simulator.state.installation('on-call');
		record.config = { resources: [], name: 'old' };
		const first = once(() => (record.config = { ...record.config, kept: true }));
		bench.simulator.faults.add({
			method: 'PATCH',
			times: 1,
			answer: { status: 429, headers: { 'retry-after': '0' } },
		});
		bench.simulator.faults.add({ method: 'GET', path: /on-call$/, after: 1, times: 1, answer: { first } });
		bench.simulator.faults.add({ method: 'PATCH', times: 1, answer: { first } });
		await bench.json(task, { integrationId, ...given });
		expect(record.config).toMatchObject({ name: 'new', kept: true });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(2);
	},
);

describe('Update: what is left empty', () => {
	const titleOf = () => bench.simulator.state.installation('on-call').record.title;

	test('an empty title removes the stored one, whatever else is set', async () => {
		await bench.json('update', { integrationId, details: { title: '', version: '2.0.0' } });
		expect(bench.simulator.requests.last()?.body).toEqual({ title: null, version: '2.0.0' });
		expect(titleOf()).toBeNull();
	});

	test.each(['""', '" "', 'null', '$json.nothing'])(
		'a title for which an expression gives %s leaves the stored one',
		async (nothing) => {
			const before = titleOf();
			await bench.json('update', {
				integrationId,
				details: { title: `={{ ${nothing} }}`, version: '2.0.0' },
			});
			expect(bench.simulator.requests.last()?.body).toEqual({ version: '2.0.0' });
			expect(titleOf()).toBe(before);
		},
	);

	test('an expression removes a title in Additional Fields', async () => {
		const details = { more: '={{ ({ title: $json.nothing ?? null }) }}' };
		await bench.json('update', { integrationId, details });
		expect(bench.simulator.requests.last()?.body).toEqual({ title: null });
		expect(titleOf()).toBeNull();
	});

	test.each(['integrationSpec', 'appSpec'])(
		'a key of the %s for which an expression has nothing is refused',
		async (name) => {
			const { record } = bench.simulator.state.installation('my-gitlab');
			const before = structuredClone(record.spec);
			const details = {
				[name]: '={{ ({ gitlabToken: $json.nothing, gitlabHost: "https://gitlab.example.com" }) }}',
			};
			expect(await bench.failure('update', { integrationId: chosen('my-gitlab'), details })).toMatch(
				/Specification \(JSON\)' has no value for "gitlabToken"/,
			);
			expect(bench.asked()).toEqual([]);
			expect(record.spec).toEqual(before);
		},
	);

	test('a Changelog Destination in which an expression left something undefined is refused', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		record.changelogDestination = { type: 'WEBHOOK', url: 'https://example.com/changes' };
		const details = { changelogDestination: '={{ ({ type: "WEBHOOK", url: $json.nothing }) }}' };
		expect(await bench.failure('update', { integrationId, details })).toMatch(
			/'Changelog Destination \(JSON\)' has no value for "url"/,
		);
		expect(bench.asked()).toEqual([]);
		expect(record.changelogDestination).toEqual({ type: 'WEBHOOK', url: 'https://example.com/changes' });
	});

	test('Additional Fields keep what an expression leaves undefined, and refuse it within a list', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		record.spec = { appSpec: { scheduledResyncInterval: '4h', other: 1 } };
		const more = (appSpec: string) => ({ more: `={{ ({ spec: { appSpec: ${appSpec} } }) }}` });
		const kept = more('{ scheduledResyncInterval: $json.nothing, other: 2 }');
		await bench.json('update', { integrationId, details: kept });
		expect(record.spec).toEqual({ appSpec: { scheduledResyncInterval: '4h', other: 2 } });
		bench.simulator.requests.clear();
		expect(await bench.failure('update', { integrationId, details: more('[$json.nothing]') })).toMatch(
			/'Additional Fields \(JSON\)' has no value for "spec\.appSpec\[0\]"/,
		);
		expect(bench.asked()).toEqual([]);
	});

	test('a title for which an expression has nothing keeps it', async () => {
		const details = { title: '={{ $json.nothing }}', version: '2.0.0' };
		await bench.json('update', { integrationId, details });
		expect(titleOf()).toBe('On Call');
	});
});

describe('Update of one integration by several items', () => {
	test('is one request with the changes of all, in their order', async () => {
		const { record } = bench.simulator.state.installation('my-gitlab');
		const items = [
			{ title: 'First', config: { a: 1, both: 1 }, appSpec: { scheduledResyncInterval: '1h' } },
			{ title: 'Second', config: { b: 1, both: 2 }, integrationSpec: { gitlabToken: 'GITLAB_TOKEN' } },
		];
		const details = {
			title: '={{ $json.title }}',
			config: '={{ $json.config }}',
			appSpec: '={{ $json.appSpec }}',
			integrationSpec: '={{ $json.integrationSpec }}',
		};
		await bench.json('update', { integrationId: chosen('my-gitlab'), details }, { items });
		expect(record).toMatchObject({
			title: 'Second',
			config: { a: 1, b: 1, both: 2, resources: [{ kind: 'project' }] },
			spec: {
				appSpec: { scheduledResyncInterval: '1h' },
				integrationSpec: { gitlabToken: 'GITLAB_TOKEN' },
			},
		});
		expect(bench.asked()).toEqual(['GET /integration/my-gitlab', 'PATCH /integration/my-gitlab']);
	});
});

describe('Update Config', () => {
	test('stores what every item adds with one request, so that one resync starts', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		const items = Array.from({ length: 20 }, (_, index) => ({ index }));
		const config = '={{ ({ ["key" + $json.index]: $json.index, last: $json.index }) }}';
		const run = await bench.run('updateConfig', { integrationId, config }, { items });
		expect(run.error).toBeUndefined();
		for (const { index } of items) expect(record.config).toHaveProperty(`key${index}`, index);
		expect(record.config).toMatchObject({ last: 19, resources: [{ kind: 'project' }] });
		expect(bench.asked()).toEqual(['GET /integration/on-call', 'PATCH /integration/on-call/config']);
		expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
	});

	test('of several integrations sends one request each', async () => {
		const items = ['on-call', 'my-gitlab', 'on-call'].map((id, index) => ({ id, index }));
		const parameters = {
			integrationId: chosen('={{ $json.id }}'),
			config: '={{ ({ ["key" + $json.index]: true }) }}',
		};
		const rows = await bench.json('updateConfig', parameters, { items });
		expect(rows.map(({ installationId }) => installationId)).toEqual(['on-call', 'my-gitlab', 'on-call']);
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(2);
		const configOf = (id: string) => bench.simulator.state.installation(id).record.config;
		expect(configOf('on-call')).toMatchObject({ key0: true, key2: true });
		expect(configOf('my-gitlab')).toMatchObject({ key1: true });
	});

	test('of several items in their order, one that replaces among them; a resync unless every item skips it', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		const items = [
			{ mode: 'merge', config: { a: 1 }, skip: true },
			{ mode: 'replace', config: { b: 1, c: 1 }, skip: true },
			{ mode: 'merge', config: { c: 2 }, skip: false },
		];
		const parameters = {
			integrationId,
			mode: '={{ $json.mode }}',
			config: '={{ $json.config }}',
			skipResync: '={{ $json.skip }}',
		};
		await bench.json('updateConfig', parameters, { items });
		expect(record.config).toEqual({ b: 1, c: 2 });
		expect(bench.simulator.requests.last()?.headers).not.toHaveProperty('x-skip-resync');
		bench.simulator.requests.clear();
		await bench.json('updateConfig', parameters, { items: items.slice(0, 2) });
		expect(bench.simulator.requests.last()?.headers).toMatchObject({ 'x-skip-resync': 'true' });
	});

	test('that is refused fails for every item that it was for, and changes nothing', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		const before = structuredClone(record.config);
		const items = [{ config: { a: 1 } }, { config: { b: 1 } }];
		bench.simulator.faults.add({ method: 'PATCH', answer: { status: 422 } });
		const run = await bench.run(
			'updateConfig',
			{ integrationId, config: '={{ $json.config }}' },
			{ items, onError: 'continueErrorOutput' },
		);
		expect(run.errorItems.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(record.config).toEqual(before);
	});

	test('does not wipe with Replace what an expression has nothing for', async () => {
		const config = '={{ ({ resources: undefined, b: 2 }) }}';
		const replace = { integrationId, mode: 'replace', config };
		expect(await bench.failure('updateConfig', replace)).toMatch(/has no value for "resources"/);
		expect(bench.asked()).toEqual([]);
	});

	test.each([
		'={{ ({ nested: { a: $json.nothing } }) }}',
		'={{ ({ a: { b: { c: undefined } }, d: undefined }) }}',
	])(
		'of nothing but what an expression left undefined is refused, wherever that stands: %s',
		async (config) => {
			for (const [task, parameters] of [
				['updateConfig', { config }],
				['update', { details: { config, version: '3.0.0' } }],
				['compareConfig', { config }],
			] as const) {
				expect(await bench.failure(task, { integrationId, ...parameters })).toMatch(
					/'Config \(JSON\)' is empty.*would start a resync/,
				);
			}
			expect(bench.asked()).toEqual([]);
		},
	);

	test('of an empty object or an empty list stores that', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		await bench.json('updateConfig', { integrationId, config: '={{ ({ a: {}, b: [], c: { d: null } }) }}' });
		expect(record.config).toMatchObject({ a: {}, b: [], c: { d: null }, resources: [{ kind: 'project' }] });
	});

	test.each([{}, { ok: true }])('is not sent where Port returned %j as what is stored', async (body) => {
		bench.simulator.faults.add({ method: 'GET', answer: { status: 200, body } });
		const shown = await bench.failure('updateConfig', { integrationId, config: '{"a": 1}' });
		expect(shown).toMatch(/returned an unexpected response \(expected a record\)/);
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
	});

	test('keeps what is stored under a key for which an expression has nothing', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		const resources = record.config?.resources;
		const config = '={{ ({ resources: undefined, b: 2 }) }}';
		await bench.json('updateConfig', { integrationId, config });
		expect(record.config).toMatchObject({ b: 2, resources });
		const nothing = '={{ ({ resources: undefined }) }}';
		expect(await bench.failure('updateConfig', { integrationId, config: nothing })).toMatch(
			/'Config \(JSON\)' is empty/,
		);
	});

	test('keeps what an expression leaves undefined below the top level, and refuses it within a list', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		record.config = { ...record.config, a: { b: 1, c: 2 } };
		const items = [{ a: { c: 3 } }, { d: 4 }];
		const config = '={{ ({ a: { b: $json.none, c: $json.a?.c }, d: $json.d }) }}';
		await bench.json('updateConfig', { integrationId, config }, { items });
		expect(record.config).toMatchObject({ a: { b: 1, c: 3 }, d: 4 });
		bench.simulator.requests.clear();
		const inList = '={{ ({ resources: [{ kind: $json.none }] }) }}';
		expect(await bench.failure('updateConfig', { integrationId, config: inList })).toMatch(
			/'Config \(JSON\)' has no value for "resources\[0\]\.kind"/,
		);
		expect(bench.asked()).toEqual([]);
	});

	test('sends back the digits of the numbers that it does not change', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		const accountId = 7615917337495251231n;
		record.config = { ...record.config, accounts: [{ accountId }], resources: [] };
		const [found = {}] = await bench.json('get', { integrationId, simplify: false });
		await bench.json('updateConfig', { integrationId, config: '{"fresh": 7615917337495251233}' });
		expect(record.config).toMatchObject({ accounts: [{ accountId }], fresh: 7615917337495251233n });
		const config = '={{ ({ accounts: $json.config.accounts, b: 2 }) }}';
		await bench.json('updateConfig', { integrationId, config }, { items: [found] });
		expect(record.config).toMatchObject({ accounts: [{ accountId }], b: 2 });
	});

	const resource = (kind: string, query: string) => ({ kind, selector: { query }, port: {} });

	test('merges resources by kind, and keeps all other keys and kinds', async () => {
		const { record } = bench.simulator.state.installation('on-call');
		record.config = {
			sendRawDataExamples: true,
			resources: [resource('a', '1'), resource('b', '1'), resource('a', '2'), resource('c', '1')],
		};
		const config = { resources: [resource('d', 'new'), resource('a', 'new')], extra: 1 };
		await bench.json('updateConfig', { integrationId, config: JSON.stringify(config) });
		expect(record.config).toEqual({
			sendRawDataExamples: true,
			extra: 1,
			resources: [resource('a', 'new'), resource('b', '1'), resource('c', '1'), resource('d', 'new')],
		});
		expect(bench.asked()).toEqual(['GET /integration/on-call', 'PATCH /integration/on-call/config']);
	});

	describe('of several items that give resources of one kind', () => {
		const config = '={{ $json.config }}';
		const kindA = [resource('a', 'one'), resource('a', 'two')] as const;
		const given = [[kindA[0], resource('d', 'new')], [kindA[1]], [kindA[0]]];
		const items = given.map((resources) => ({ config: { resources } }));

		test.each([
			['updateConfig', { config }],
			['update', { details: { config } }],
		])('%s keeps those of all of them, equal ones once', async (operation, parameters) => {
			const { record } = bench.simulator.state.installation('on-call');
			record.config = { resources: [resource('a', '1'), resource('b', '1'), resource('a', '2')] };
			await bench.json(operation, { integrationId, ...parameters }, { items });
			expect(record.config).toEqual({
				resources: [...kindA, resource('b', '1'), resource('d', 'new')],
			});
			expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
		});

		test('begins anew with an item that replaces', async () => {
			const { record } = bench.simulator.state.installation('on-call');
			const replacing = {
				mode: 'replace',
				config: { resources: [resource('a', 'base'), resource('b', 'base')] },
			};
			const modes = [{ ...items[0], mode: 'merge' }, replacing, { ...items[1], mode: 'merge' }];
			const parameters = { integrationId, config, mode: '={{ $json.mode }}' };
			await bench.json('updateConfig', parameters, { items: modes });
			expect(record.config).toEqual({ resources: [kindA[1], resource('b', 'base')] });
		});
	});

	test('does not wrap twice, starts from nothing, and resyncs unless it is to skip that', async () => {
		const { record } = bench.simulator.state.installation('12345678');
		record.config = null;
		const legacy = chosen('12345678');
		await bench.json('updateConfig', { integrationId: legacy, config: { config: { repositories: ['a'] } } });
		expect(record.config).toEqual({ repositories: ['a'] });
		const installation = bench.simulator.state.installation('on-call');
		await bench.json('updateConfig', { integrationId, config: { extra: 1 }, skipResync: true });
		expect(installation.isResyncRequested).toBe(false);
		await bench.json('updateConfig', { integrationId, config: { extra: 1 } });
		expect(installation.isResyncRequested).toBe(true);
	});
});

describe('Resync', () => {
	const wait = { resyncOptions: { waitUntilDone: true } };

	test('waits until it has ended', async () => {
		const [done] = await bench.json('resync', { integrationId, ...wait });
		expect(done).toMatchObject({ resyncStatus: 'completed', status: 'ACTIVE', resyncSkipped: false });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
	});

	test('goes on after an outage that a single request does not survive', async () => {
		const path = /on-call$/;
		bench.simulator.faults.add({ method: 'GET', path, after: 1, times: 20, answer: { status: 502 } });
		const [done] = await bench.json('resync', { integrationId, ...wait });
		expect(done).toMatchObject({ resyncStatus: 'completed' });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
	});

	test('says at its end that the resync was requested where the outage lasts longer', async () => {
		bench.simulator.faults.add({ method: 'GET', path: /on-call$/, after: 1, answer: { status: 502 } });
		const short = { resyncOptions: { waitUntilDone: true, waitSeconds: 1 } };
		expect(await bench.failure('resync', { integrationId, ...short })).toMatch(
			/^The resync of "on-call" \(.*\) took longer than 1 second: The change to "on-call" was applied, but .* 502/,
		);
	});

	test('fails when the resync does, with the last error of its log', async () => {
		bench.simulator.resyncs.plan('on-call', { status: 'failed', message: 'Quota exceeded' });
		expect(await bench.failure('resync', { integrationId, ...wait })).toMatch(
			/The resync of "on-call" failed: Quota exceeded \| Find the cause with Get Logs/,
		);
	});

	test.each(['completed', 'failed'] as const)('runs after the one that ends first: %s', async (status) => {
		bench.simulator.switches.abortShows = 'never';
		bench.simulator.switches.resyncOutcome = status;
		const earlier = bench.simulator.resyncs.start('on-call');
		bench.onLook('on-call', 2, () => (bench.simulator.switches.resyncOutcome = 'completed'));
		const [done] = await bench.json('resync', { integrationId, ...wait });
		expect(done).toMatchObject({ resyncStatus: 'completed' });
		expect(earlier.syncState).toBe(status);
		expect(bench.simulator.state.installation('on-call').syncs).toHaveLength(3);
	});

	test('distinguishes the one that it aborts from its own', async () => {
		bench.simulator.resyncs.start('on-call');
		const [done] = await bench.json('resync', { integrationId, ...wait });
		expect(done).toMatchObject({ resyncStatus: 'completed' });
	});

	test.each([
		['completed', 'kept', /^$/],
		['failed', 'kept', /"on-call" failed: Quota exceeded/],
		['completed', 'gone', /^$/],
	] as const)(
		'runs on where the one that it aborts shows on it; it %s (its start: %s)',
		async (status, startAtEnd, says) => {
			const { switches, resyncs, clock: portClock } = bench.simulator;
			Object.assign(switches, { resyncProgress: 'manual', abortShows: 'onNext', startAtEnd });
			resyncs.start('on-call');
			portClock.advance(1000);
			bench.onLook('on-call', 1, () => resyncs.start('on-call'));
			bench.onLook('on-call', 4, () => {
				portClock.advance(1000);
				resyncs.end('on-call', { status, message: 'Quota exceeded' });
			});
			const run = await bench.run('resync', { integrationId, ...wait });
			expect(run.error?.message ?? '').toMatch(says);
			expect(bench.simulator.requests.count({ method: 'GET', path: '/v1/integration/on-call' })).toBe(6);
		},
	);

	test('runs on where it was seen to run before the one that it aborts shows on it', async () => {
		const { switches, resyncs, state, clock: portClock } = bench.simulator;
		Object.assign(switches, { resyncProgress: 'manual', startAtEnd: 'gone' });
		resyncs.start('on-call');
		portClock.advance(1000);
		bench.onLook('on-call', 1, () => resyncs.start('on-call'));
		bench.onLook('on-call', 2, () => {
			const { record } = state.installation('on-call');
			record.resyncState = { status: 'aborted', lastResyncEnd: portClock.iso() };
		});
		bench.onLook('on-call', 5, () => {
			portClock.advance(1000);
			resyncs.end('on-call');
		});
		const [done] = await bench.json('resync', { integrationId, ...wait });
		expect(done).toMatchObject({ resyncStatus: 'completed' });
	});

	test.each([
		[
			'another one shows on it',
			true,
			/\(shown as 'aborted', which may be the resync before it\) took longer than/,
		],
		[
			'an earlier one runs',
			false,
			/\(an earlier one is still running, and may have to end first\) took longer than/,
		],
	])('says what it waited for when its time is over: %s', async (_what, isPickedUp, says) => {
		const { switches, resyncs } = bench.simulator;
		Object.assign(switches, { resyncProgress: 'manual', abortShows: 'onNext' });
		resyncs.start('on-call');
		bench.simulator.clock.advance(1000);
		bench.onLook('on-call', 1, () => {
			if (isPickedUp) resyncs.start('on-call');
		});
		bench.onLook('on-call', 4, () => clock.pass(60_000));
		const short = { resyncOptions: { waitUntilDone: true, waitSeconds: 60 } };
		expect(await bench.failure('resync', { integrationId, ...short })).toMatch(says);
	});

	test('says that it failed also where its log cannot be read', async () => {
		bench.simulator.faults.add({ path: /on-call\/logs/, answer: { status: 400 } });
		bench.simulator.resyncs.plan('on-call', { status: 'failed', message: 'Quota exceeded' });
		expect(await bench.failure('resync', { integrationId, ...wait })).toMatch(
			/The resync of "on-call" failed \| Find the cause with Get Logs/,
		);
	});

	test('says that it was carried out when Port then does not return it', async () => {
		const broken = () => {
			bench.simulator.faults.add({ method: 'GET', path: '/v1/integration/on-call', answer: { status: 400 } });
		};
		bench.simulator.switches.changeAnswer = 'empty';
		broken();
		expect(await bench.failure('resync', { integrationId })).toMatch(
			/"on-call" was applied, but .* \| .*[Cc]heck .* before/,
		);
		bench.simulator.faults.clear();
		bench.simulator.requests.clear();
		// The first GET is the one before the request.
		bench.simulator.faults.add({
			method: 'GET',
			path: '/v1/integration/on-call',
			after: 1,
			answer: { status: 400 },
		});
		expect(await bench.failure('resync', { integrationId, ...wait })).toMatch(
			/"on-call" was applied, but .* \| .*[Cc]heck .* before/,
		);
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
	});

	test('fails when its own was aborted', async () => {
		bench.simulator.resyncs.plan('on-call', { status: 'aborted' });
		expect(await bench.failure('resync', { integrationId, ...wait })).toMatch(
			/"on-call" was aborted.*Skip If Running/,
		);
	});

	test('does not wait for ever where no process runs, or outside Ocean', async () => {
		bench.onLook('12345678', 2, () => clock.pass(1000));
		const short = { resyncOptions: { waitUntilDone: true, waitSeconds: 1 } };
		expect(await bench.failure('resync', { integrationId: chosen('12345678'), ...short })).toMatch(
			/while their process runs\) took longer than 1 second/,
		);
	});

	test.each([1, 2])('is not the one that ran before, whose end shows no start: %d looks', async (after) => {
		Object.assign(bench.simulator.switches, { startAtEnd: 'gone', resyncProgress: 'manual' });
		bench.simulator.resyncs.start('on-call');
		bench.onLook('on-call', after, () => bench.simulator.resyncs.end('on-call'));
		bench.onLook('on-call', after + 1, () => clock.pass(60_000));
		const short = { resyncOptions: { waitUntilDone: true, waitSeconds: 60 } };
		expect(await bench.failure('resync', { integrationId, ...short })).toMatch(/took longer than/);
		bench.simulator.resyncs.start('on-call');
		bench.onLook('on-call', 1, () => bench.simulator.resyncs.end('on-call'));
		bench.onLook('on-call', 2, () => bench.simulator.resyncs.run('on-call'));
		const [done] = await bench.json('resync', { integrationId, ...wait, simplify: false });
		const { syncs, record } = bench.simulator.state.installation('on-call');
		expect(done?.['resyncState']).toEqual(record.resyncState);
		expect(syncs).toHaveLength(4);
	});

	test('is the one that aborts the one before, once it was seen to run, where its end shows no start', async () => {
		Object.assign(bench.simulator.switches, { startAtEnd: 'gone', resyncProgress: 'manual' });
		bench.simulator.resyncs.start('on-call');
		bench.onLook('on-call', 1, () => bench.simulator.resyncs.start('on-call'));
		bench.onLook('on-call', 2, () => bench.simulator.resyncs.end('on-call'));
		expect(await bench.json('resync', { integrationId, ...wait })).toMatchObject([
			{ resyncStatus: 'completed' },
		]);
	});

	test('of several items of one integration requests one, and skips the others', async () => {
		const items = Array.from({ length: 10 }, () => ({}));
		const parameters = { integrationId, resyncOptions: { skipIfRunning: true } };
		const { json } = await bench.run('resync', parameters, { items });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
		expect(json.filter(({ resyncSkipped }) => resyncSkipped === false)).toHaveLength(1);
		expect(json.filter(({ resyncSkipped }) => resyncSkipped === true)).toHaveLength(9);
	});

	test('of several items that wait goes one after the other, so that none aborts another', async () => {
		const items = [{}, {}, {}];
		const done = await bench.json('resync', { integrationId, ...wait }, { items });
		expect(done.map(({ resyncStatus }) => resyncStatus)).toEqual(['completed', 'completed', 'completed']);
		const { syncs } = bench.simulator.state.installation('on-call');
		expect(syncs.map(({ syncState }) => syncState)).not.toContain('aborted');
	});

	test('says of one that runs, and that it waits for, neither that it was changed nor to skip it', async () => {
		bench.simulator.switches.resyncProgress = 'manual';
		const resyncOptions = { skipIfRunning: true, waitUntilDone: true };
		const path = '/v1/integration/on-call';
		bench.simulator.resyncs.start('on-call');
		const refusal = { status: 403, body: { ok: false, error: 'forbidden' } };
		const fault = { method: 'GET', path, after: 1, times: 1 };
		bench.simulator.faults.add({ ...fault, answer: refusal });
		expect(await bench.failure('resync', { integrationId, resyncOptions })).not.toMatch(/was applied/);
		bench.simulator.faults.clear();
		const first = () => bench.simulator.resyncs.end('on-call', { status: 'aborted' });
		bench.simulator.faults.add({ ...fault, answer: { first } });
		const aborted = await bench.failure('resync', { integrationId, resyncOptions });
		expect(aborted).toMatch(/was aborted.*Run this operation again/);
		expect(aborted).not.toMatch(/Skip If Running/);
	});

	test.each([
		['alone', [{ wait: true }]],
		['of an earlier item', [{ wait: false }, { wait: true }]],
	])('that another one aborts, with that option, may be run again: %s', async (_whose, items) => {
		bench.simulator.switches.resyncProgress = 'manual';
		const { length } = items;
		// It is aborted once it was requested, and stays so for two looks.
		bench.onLook('on-call', length + 1, () => {
			bench.simulator.resyncs.start('on-call');
			bench.simulator.resyncs.end('on-call', { status: 'aborted' });
		});
		const resyncOptions = { skipIfRunning: true, waitUntilDone: '={{ $json.wait }}' };
		const { error } = await bench.run('resync', { integrationId, resyncOptions }, { items });
		expect(`${error?.message} ${error?.description}`).toMatch(/was aborted.*Run this operation again/);
		expect(`${error?.description}`).not.toMatch(/Skip If Running/);
	});

	test('skips one that runs, and only that', async () => {
		const skip = { resyncOptions: { skipIfRunning: true } };
		bench.simulator.resyncs.start('on-call');
		const [skipped] = await bench.json('resync', { integrationId, ...skip });
		expect(skipped).toMatchObject({ resyncSkipped: true, resyncRequestedAt: null, status: 'SYNCING' });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
		await bench.json('resync', { integrationId: chosen('my-gitlab'), ...skip });
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
	});

	test.each(['completed', 'failed'] as const)(
		'waits for the one that runs and is not aborted: %s',
		async (status) => {
			bench.simulator.resyncs.start('on-call');
			bench.simulator.faults.add({
				method: 'GET',
				path: '/v1/integration/on-call',
				after: 1,
				times: 1,
				answer: { first: () => bench.simulator.resyncs.end('on-call', { status }) },
			});
			const resyncOptions = { ...wait.resyncOptions, skipIfRunning: true };
			const run = await bench.run('resync', { integrationId, resyncOptions });
			if (status === 'failed') expect(run.error?.message).toMatch(/The resync of "on-call" failed/);
			else expect(run.json).toMatchObject([{ resyncStatus: 'completed', resyncSkipped: true }]);
			expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
		},
	);

	describe('that an item waits for where an earlier item of the run did not', () => {
		const items = [{ wait: false }, { wait: true }, { wait: true }];
		const resyncs = async (skipIfRunning: string | boolean) =>
			await bench.run(
				'resync',
				{ integrationId, resyncOptions: { skipIfRunning, waitUntilDone: '={{ $json.wait }}' } },
				{ items },
			);

		test.each([true, '={{ $json.wait }}'])('is the one that was requested: skip %j', async (skip) => {
			const { json, error } = await resyncs(skip);
			expect(error).toBeUndefined();
			expect(json.slice(1)).toMatchObject([
				{ resyncStatus: 'completed', resyncSkipped: true, resyncRequestedAt: null },
				{ resyncStatus: 'completed', resyncSkipped: true, resyncRequestedAt: null },
			]);
			expect(json[0]).toMatchObject({ resyncStatus: 'failed', resyncSkipped: false });
			expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
		});

		test('is the one that ran', async () => {
			bench.simulator.switches.resyncProgress = 'manual';
			bench.simulator.resyncs.start('on-call');
			bench.onLook('on-call', 2, () => bench.simulator.resyncs.end('on-call'));
			const { json } = await resyncs(true);
			expect(json.map(({ resyncStatus }) => resyncStatus)).toEqual(['running', 'completed', 'completed']);
			expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(0);
		});

		test('fails the items that wait when it fails', async () => {
			bench.simulator.resyncs.plan('on-call', { status: 'failed', message: 'Quota exceeded' });
			expect((await resyncs(true)).error?.message).toMatch(/The resync of "on-call" failed: Quota exceeded/);
		});
	});

	test('that an item skips and waits for is the newest that an earlier item requested', async () => {
		const items = [
			{ skip: false, wait: true },
			{ skip: false, wait: false },
			{ skip: true, wait: true },
		];
		const resyncOptions = {
			skipIfRunning: '={{ $json.skip }}',
			waitUntilDone: '={{ $json.wait }}',
		};
		const { json, error } = await bench.run('resync', { integrationId, resyncOptions }, { items });
		expect(error).toBeUndefined();
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(2);
		const { syncs } = bench.simulator.state.installation('on-call');
		expect(syncs.slice(-2).map(({ syncState }) => syncState)).toEqual(['completed', 'completed']);
		expect(json[2]).toMatchObject({
			resyncStatus: 'completed',
			resyncSkipped: true,
			resyncRequestedAt: null,
		});
		expect(json[2]).not.toEqual({ ...json[0], resyncSkipped: true, resyncRequestedAt: null });
	});

	test('is skipped where an earlier item of the run requested one, with or without that option', async () => {
		bench.simulator.switches.resyncProgress = 'manual';
		const items = [{ skip: false }, { skip: true }];
		const resyncOptions = { skipIfRunning: '={{ $json.skip }}' };
		const { json } = await bench.run('resync', { integrationId, resyncOptions }, { items });
		expect(json.map(({ resyncSkipped }) => resyncSkipped)).toEqual([false, true]);
		expect(bench.simulator.requests.count({ method: 'PATCH' })).toBe(1);
	});
});

describe('Delete', () => {
	test('waits until a Port-hosted one is gone', async () => {
		bench.simulator.switches.looksUntilDone = 1;
		const [done] = await bench.json('delete', { integrationId: chosen('my-gitlab'), waitUntilGone: true });
		expect(done).toEqual({ deleted: true, integrationId: 'my-gitlab', installationId: 'my-gitlab' });
		expect(bench.simulator.state.installations.has('my-gitlab')).toBe(false);
		expect(bench.asked()).toEqual([
			'DELETE /integration/my-gitlab',
			'GET /integration/my-gitlab',
			'GET /integration/my-gitlab',
		]);
	});

	test('goes on waiting after an outage that a single request does not survive', async () => {
		bench.simulator.switches.looksUntilDone = 2;
		const path = /my-gitlab$/;
		bench.simulator.faults.add({ method: 'GET', path, after: 1, times: 20, answer: { status: 502 } });
		const given = { integrationId: chosen('my-gitlab'), waitUntilGone: true };
		expect(await bench.json('delete', given)).toMatchObject([{ deleted: true }]);
	});

	test('of a Port-hosted one is requested, and not claimed, as long as it is not gone', async () => {
		const [outcome] = await bench.json('delete', { integrationId: chosen('my-gitlab') });
		expect(outcome).toEqual({ requested: true, integrationId: 'my-gitlab', installationId: 'my-gitlab' });
		expect(bench.simulator.state.installations.has('my-gitlab')).toBe(true);
	});

	test('claims nothing where nobody can look, and says why', async () => {
		bench.simulator.faults.add({ method: 'GET', path: /on-call$/, answer: { status: 403 } });
		const run = await bench.run('delete', { integrationId });
		expect(run.json).toMatchObject([{ requested: true }]);
		expect(run.json[0]).not.toHaveProperty('deleted');
		expect(JSON.stringify(run.hints)).toMatch(/could not be read/);
	});

	test("is not said of a gateway's page with 404", async () => {
		const page = { status: 404, bodyText: '<html>Not found</html>' };
		bench.simulator.faults.add({ method: 'GET', path: /my-gitlab$/, answer: page });
		const run = await bench.run('delete', { integrationId: chosen('my-gitlab') });
		expect(run.json[0]).not.toHaveProperty('deleted');
		expect(JSON.stringify(run.hints)).toMatch(/could not be read/);
	});

	test.each(['<html>Not found</html>', '404 page not found'])(
		"waits on behind a gateway's 404, which does not say that it is gone: %s",
		async (bodyText) => {
			bench.simulator.switches.looksUntilDone = 1;
			const answer = { status: 404, bodyText };
			bench.simulator.faults.add({ method: 'GET', path: /my-gitlab$/, times: 1, answer });
			const given = { integrationId: chosen('my-gitlab'), waitUntilGone: true };
			expect(await bench.json('delete', given)).toMatchObject([{ deleted: true }]);
			expect(bench.asked().filter((line) => line.startsWith('GET'))).toHaveLength(3);
		},
	);

	test('one that ends in the status Deleted is gone too', async () => {
		Object.assign(bench.simulator.switches, { looksUntilDone: 1, removal: 'Deleted' });
		const [done] = await bench.json('delete', { integrationId: chosen('my-gitlab'), waitUntilGone: true });
		expect(done).toMatchObject({ deleted: true });
	});

	test('of one integration by several items is one request, and each item returns what came of it', async () => {
		const ids = ['on-call', 'cluster-exporter', 'on-call'];
		const items = ids.map((id, index) => ({ id, wait: index === 2 }));
		const given = { integrationId: chosen('={{ $json.id }}'), waitUntilGone: '={{ $json.wait }}' };
		const { error, json } = await bench.run('delete', given, { items });
		expect(error).toBeUndefined();
		expect(json).toEqual(ids.map((id) => ({ deleted: true, integrationId: id, installationId: id })));
		expect(bench.simulator.requests.count({ method: 'DELETE' })).toBe(2);
		for (const id of ids) expect(bench.simulator.state.installations.has(id)).toBe(false);
	});

	test('is done at once for a self-hosted one', async () => {
		await bench.json('delete', { integrationId, waitUntilGone: true });
		expect(bench.simulator.state.installations.has('on-call')).toBe(false);
	});
});
