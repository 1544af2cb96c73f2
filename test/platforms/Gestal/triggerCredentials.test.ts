import { describe, expect, test } from '@jest/globals';
import { pick } from 'lodash';

import { GestalTrigger } from '../../../nodes/Gestal/GestalTrigger.node';
import { gestal } from '../../../nodes/Gestal/platform';
import { forAllTests } from '../../lifecycle';
import { listSearch } from '../../engine';
import { credentialTypes, GestalBench } from './bench';

let bench: GestalBench;
forAllTests(async () => (bench = await GestalBench.start()));

const only = (type: 'gestalIntegratorApi' | 'gestalInstallationApi') => ({
	credentials: pick(bench.credentials(), type),
});
const ofBoth = ['newIntegration', 'integrationChanged', 'mirrorNotMatched'];

describe('the credentials of the trigger', () => {
	test('are labelled as the messages name them', () => {
		const { credentials = [] } = new GestalTrigger().description;
		expect(Object.fromEntries(credentials.map(({ name, displayName }) => [name, displayName]))).toEqual(
			gestal.credentialLabels,
		);
	});

	test('one is enough for the events that read with it', async () => {
		expect(
			await bench.watch({ events: ['mirrorNotMatched'] }, only('gestalInstallationApi')).activate(),
		).toBeNull();
		expect(
			await bench.watch({ events: ['newIntegration'] }, only('gestalIntegratorApi')).activate(),
		).toBeNull();
	});

	test('the one that is missing is named, with the events that need it, before anything is sent', async () => {
		bench.simulator.requests.clear();
		await expect(
			bench.watch({ events: ofBoth }, only('gestalInstallationApi')).activate(),
		).rejects.toMatchObject({
			message: "No credential is selected in 'Credential for Integrator Account'",
			description:
				"Select one for 'Integration Changed', 'New Integration', or remove these events. [Trigger]",
		});
		await expect(bench.watch({ events: ofBoth }, only('gestalIntegratorApi')).manual()).rejects.toMatchObject(
			{
				message: "No credential is selected in 'Credential for Farm Site'",
				description: "Select one for 'Mirror Not Matched', or remove this event. [Trigger]",
			},
		);
		expect(bench.lines()).toEqual([]);
	});

	test('a list that needs the missing one says so', async () => {
		const setup = { node: new GestalTrigger(), method: 'searchIntegrations', credentialTypes };
		await expect(
			listSearch({ ...setup, parameters: { events: ofBoth }, ...only('gestalInstallationApi') }),
		).rejects.toThrow("No credential is selected in 'Credential for Integrator Account'");
	});
});
