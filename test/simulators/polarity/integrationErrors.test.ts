import { describe, expect, it } from '@jest/globals';

import type { PolaritySimulator } from '../../../simulators/polarity';
import { forEachTest } from '../../lifecycle';
import { as, get, open, VT } from './client';

let polarity: PolaritySimulator;
forEachTest(async () => (polarity = await open()));

const violations = () => polarity.violations.lines();

describe('integration errors', () => {
	const all = async () => await get('/api/integrations/errors');

	it('aggregates: the same error counts up its row and moves its time', async () => {
		const first = polarity.state.addError(VT, { occurredOn: '2024-04-08T14:20:07.834943Z' });
		polarity.state.addError(VT, { occurredOn: '2024-04-08T14:21:00.000001Z' });
		polarity.state.addError('aws_ec2', { title: 'Timeout', detail: 'No answer', code: '504' });
		const { data } = await all();
		expect(data).not.toHaveProperty('meta');
		expect(data.jsonapi).toEqual({ version: '1.0' });
		expect(data.data).toHaveLength(2);
		expect(data.data[0]).toMatchObject({
			id: first.id,
			attributes: { 'error-count': 2, 'occurred-on': '2024-04-08 14:21:00.000001Z', status: 401 },
			links: { self: `/api/integration/${VT}/errors/${first.id}` },
		});
		const ofOne = await get('/api/integration-errors?filter[integration.id]=aws_ec2');
		expect(ofOne.data.data).toHaveLength(1);
		polarity.switches.errorsOfOne = 'missing';
		expect((await get('/api/integration-errors?filter[integration.id]=aws_ec2')).status).toBe(404);
		expect(violations()).toEqual([]);
	});

	it('is for managers: others are refused or see nothing, an integration admin perhaps its own', async () => {
		polarity.state.addError(VT);
		polarity.state.addError('aws_ec2');
		polarity.state.addApiKey('other', { role: 'user', administers: ['aws_ec2'] });
		as('other');
		expect((await all()).status).toBe(403);
		polarity.switches.errorsForOthers = 'emptyList';
		expect((await all()).data.data).toEqual([]);
		polarity.switches.errorsForIntegrationAdmin = 'ownOnes';
		expect((await all()).data.data).toHaveLength(1);
	});

	it('takes a filter that is not documented for a violation, and honours it or not', async () => {
		polarity.state.addError(VT);
		const filtered = async () => (await get('/api/integrations/errors?filter[integration.id]=x')).data.data;
		expect(await filtered()).toHaveLength(1);
		polarity.switches.errorsFilter = 'honoured';
		expect(await filtered()).toEqual([]);
		expect(polarity.violations.kinds()).toEqual(['invalidQuery', 'invalidQuery']);
	});

	it('gives a returning error its old id or a new one', async () => {
		const { id } = polarity.state.addError(VT);
		polarity.state.clearErrors(VT);
		expect((await all()).data.data).toEqual([]);
		expect(polarity.state.addError(VT).id).toBe(id);
		polarity.state.clearErrors();
		polarity.switches.returningErrorId = 'new';
		expect(polarity.state.addError(VT).id).not.toBe(id);
	});

	it('numbers the errors of each integration by themselves, where that is wanted', async () => {
		polarity.switches.errorIds = 'uniquePerIntegration';
		for (const id of [VT, 'aws_ec2']) polarity.state.addError(id);
		polarity.state.addError(VT, { title: 'Other' });
		expect((await all()).data.data).toMatchObject([
			{ id: '1', links: { self: `/api/integration/${VT}/errors/1` } },
			{ id: '1', links: { self: '/api/integration/aws_ec2/errors/1' } },
			{ id: '2', links: { self: `/api/integration/${VT}/errors/2` } },
		]);
		polarity.state.clearErrors(VT);
		expect((await all()).data.data).toHaveLength(1);
	});

	it('writes status, time and users in every form', async () => {
		polarity.state.addError(VT);
		const shown = async () => (await all()).data.data[0]?.attributes;
		polarity.switches.occurredOn = 'iso';
		expect((await shown())?.['occurred-on']).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{6}Z$/);
		polarity.switches.errorStatus = 'text';
		expect((await shown())?.status).toBe('401');
		polarity.switches.errorStatus = 'words';
		expect((await shown())?.status).toBe('ETIMEDOUT');
		const user = { id: 7, username: 'analyst' };
		expect((await shown())?.meta.affected_users).toEqual([user]);
		polarity.switches.affectedUsers = 'map';
		expect((await shown())?.meta.affected_users).toEqual({ 7: user });
		polarity.switches.affectedUsers = 'single';
		expect((await shown())?.meta.affected_users).toEqual(user);
		polarity.switches.affectedUsers = 'absent';
		expect((await shown())?.meta).not.toHaveProperty('affected_users');
	});
});
