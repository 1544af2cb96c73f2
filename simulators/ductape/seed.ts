import type { DuctapeState } from './DuctapeState';
import type { App, Integration, User, Workspace } from './records';

/** What every start has under the same ids. */
export const ductapeSample = {
	userId: '64f1c0ffee0123456789abcd',
	workspaceId: '64f1c0ffee0123456789abce',
	integrationId: '66b1d2a09f1c2e0012ab34cd',
} as const;

export interface SeedCounts {
	/** Integrations in all, the two of the small default included. */
	integrations?: number;
	/** Failed runs of the first integration, three log lines each; the newest ended a minute ago. */
	failedRuns?: number;
}

/** The records that most tests start from. */
export interface Seeded {
	readonly user: User;
	readonly workspace: Workspace;
	readonly orders: Integration;
	readonly shop: App;
}

/** A person with one workspace, an app, and an integration with one part of each kind. */
export function seedState(
	state: DuctapeState,
	{ integrations = 2, failedRuns = 0 }: SeedCounts = {},
): Seeded {
	const user = state.addUser({ _id: ductapeSample.userId });
	const workspace = state.addWorkspace('Acme', [user], ductapeSample.workspaceId);
	const id = () => state.random.objectId();
	const shop = state.addApp({ app_name: 'Shop', workspace_id: workspace._id });
	const orders = state.addIntegration({
		_id: ductapeSample.integrationId,
		name: 'Orders Hub',
		description: 'Order sync',
		workspace_id: workspace._id,
		envs: [{ _id: id(), env_name: 'Development', slug: 'dev', description: 'Development Environment' }],
		apps: [
			{
				_id: id(),
				access_tag: 'shop:acme',
				envs: [
					{
						app_env_slug: 'dev',
						integration_env_slug: 'dev',
						variables: [{ key: 'region', value: 'eu' }],
						auth: {
							auth_tag: 'bearer',
							data: { body: {}, headers: { Authorization: 'Bearer shop-secret-1' }, params: {}, query: {} },
						},
					},
				],
			},
		],
		functions: [
			{
				_id: id(),
				tag: 'to_upper',
				language: 'js',
				function: '(s)=>s.toUpperCase()',
				input: [{ key: 's', type: 'string', sampleValue: 'abc', required: true }],
				output: { type: 'string', output_keys: [] },
			},
		],
		caches: [
			{ _id: id(), tag: 'orders', sequence_tag: 'main', event_tag: 'list', expiry: 7, period: 'days' },
		],
		notifications: [
			{
				_id: id(),
				tag: 'ops',
				emails: {
					host: 'smtp.example.com',
					port: 587,
					sender_email: 'ops@example.com',
					auth: { user: 'ops', pass: 'smtp-secret-1' },
				},
				push: { type: 'FIREBASE', credentials: { private_key: 'firebase-secret-1' } },
			},
		],
		features: [{ _id: id(), tag: 'sync_orders', input_type: 'json', input: {}, sequence: [], output: {} }],
		databases: [{ _id: id(), tag: 'main_db' }],
		jobs: [{ _id: id(), tag: 'nightly' }],
	});
	state.addAccess({
		app_id: shop._id,
		integration_id: orders._id,
		workspace_id: workspace._id,
		access_tag: 'shop:acme',
	});
	state.addIntegration({
		name: 'Empty',
		description: 'Nothing in it yet',
		workspace_id: workspace._id,
		status: 'private',
	});
	for (let number = state.integrations.size + 1; number <= integrations; number += 1) {
		state.addIntegration({
			name: `Integration ${String(number).padStart(4, '0')}`,
			description: 'One of many',
			workspace_id: workspace._id,
		});
	}
	for (let number = failedRuns; number > 0; number -= 1)
		state.addFailedRun(orders, { agoMs: number * 60_000 });
	return { user, workspace, orders, shop };
}
