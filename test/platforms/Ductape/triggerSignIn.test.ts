import { describe, expect, test } from '@jest/globals';
import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import type { StatusFault } from '../../../simulators/switchboard';
import { forEachTest } from '../../lifecycle';
import { ownDate, pass } from '../ownDate';
import { DuctapeBench, jsonOf } from './bench';

const MINUTE_MS = 60_000;
const failedRuns: INodeParameters = { events: ['failedRun'] };
const NO_SESSION = { sessionToken: '', sessionPublicKey: '' };

let bench: DuctapeBench;
forEachTest(ownDate);
forEachTest(async () => (bench = await DuctapeBench.start()));

const signIns = () => bench.simulator.requests.count({ path: /^\/users\/v1\/login/ });

/** A published trigger whose session ended, with a run that failed meanwhile. */
async function withoutSession(changes: ICredentialDataDecryptedObject = {}) {
	const session = bench.watch(failedRuns, { credentials: bench.credential(changes) });
	expect(await session.activate()).toBeNull();
	session.credentials.change('ductapeApi', NO_SESSION);
	bench.state.addFailedRun(bench.orders);
	expect(signIns()).toBe(1);
	const poll = async () => await session.poll().catch((error: unknown) => String(error));
	return { session, poll };
}

describe.each(['privateKey', 'password'])('a sign-in by %s', (signInWith) => {
	const signedInSo = async () => {
		const { email, password } = bench.simulator.seeded.user;
		return await withoutSession({ signInWith, email, password });
	};
	const refuse = (answer: StatusFault) => bench.simulator.faults.add({ path: /login/, answer });

	test.each([401, 200])(
		'that is refused (%i) is sent again after ten minutes, and nothing is lost',
		async (status) => {
			const { session, poll } = await signedInSo();
			const fault = refuse({ status, body: { status: false, errors: 'Invalid Credentials' } });
			expect(await poll()).toContain('Ductape sign-in failed: Invalid Credentials');
			fault.remove();
			for (let minute = 0; minute < 9; minute += 1) {
				pass(MINUTE_MS);
				await poll();
			}
			expect(signIns()).toBe(2);
			pass(MINUTE_MS);
			expect(jsonOf(await session.poll())).toHaveLength(1);
			expect(signIns()).toBe(3);
			expect(await session.poll()).toBeNull();
		},
	);

	test.each([
		{ status: 404, bodyText: 'Cannot POST /users/v1/login', contentType: 'text/plain' },
		{ status: 404, body: { status: false, errors: 'Cannot POST /users/v1/login' } },
		{ status: 404, body: { status: false, errors: 'User not found' } },
		{ status: 405, bodyText: '' },
	])('for which there is no route is sent at each poll, and nothing is lost: %j', async (answer) => {
		const { session, poll } = await signedInSo();
		const fault = refuse(answer);
		for (const count of [2, 3]) {
			await poll();
			expect(signIns()).toBe(count);
			pass(MINUTE_MS);
		}
		fault.remove();
		expect(jsonOf(await session.poll())).toHaveLength(1);
		expect(await session.poll()).toBeNull();
	});
});

describe('a sign-in that was refused holds up none', () => {
	test('of another user, whose key is the same', async () => {
		const { session, poll } = await withoutSession();
		session.credentials.change('ductapeApi', { userId: 'f'.repeat(24) });
		expect(await poll()).toContain('Ductape sign-in failed: Invalid Credentials');
		session.credentials.change('ductapeApi', { userId: bench.simulator.seeded.user._id, ...NO_SESSION });
		expect(jsonOf(await session.poll())).toHaveLength(1);
	});

	test('in another way, which was typed before', async () => {
		const { email, password } = bench.simulator.seeded.user;
		const { session, poll } = await withoutSession({ email, password });
		bench.state.rotateKey(bench.simulator.seeded.user);
		expect(await poll()).toContain('Ductape sign-in failed: Invalid Credentials');
		session.credentials.change('ductapeApi', { signInWith: 'password', ...NO_SESSION });
		expect(jsonOf(await session.poll())).toHaveLength(1);
	});
});
