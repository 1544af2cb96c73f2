import type { INodeParameters } from 'n8n-workflow';

import type { FaultPlan, RequestFilter, RequestLog } from '../../simulators/switchboard';
import { celigoSample } from '../../simulators/celigo';
import type { NodeRun, NodeRunSetup } from '../engine';
import { CeligoBench } from './Celigo/bench';
import { DuctapeBench } from './Ductape/bench';
import { GestalBench } from './Gestal/bench';
import { PolarityBench, VIRUS_TOTAL } from './Polarity/bench';
import { PortBench } from './Port/bench';

/** A request that changes something, and whether the platform has done it. */
interface Change {
	readonly parameters: INodeParameters & { readonly method: string };
	/** What the node returns. */
	readonly returned: object;
	readonly isDone: () => boolean;
}

/** A list of more than one page. */
interface PagedList {
	readonly parameters: INodeParameters;
	readonly rows: number;
	readonly requests: number;
}

/** A simulated platform on which custom calls are made. */
export interface Calling {
	readonly simulator: { readonly faults: FaultPlan; readonly requests: RequestLog };
	readonly call: (parameters: INodeParameters, more?: Partial<NodeRunSetup>) => Promise<NodeRun>;
	/** Requests that are no sign-ins. */
	sent(): readonly { readonly method: string; readonly url: string }[];
	readonly record: { readonly path: string; readonly struck: RequestFilter; readonly returned: object };
	readonly list: PagedList;
	readonly post: Change;
	/** PUT or PATCH. */
	readonly put: Change;
	readonly remove: Change | undefined;
	/** What must be seen nowhere. */
	readonly secrets: readonly string[];
	stop(): Promise<void>;
}

interface CallSubject {
	readonly name: string;
	/** Further tries of a GET, and of a change after a 429. */
	readonly retries: number;
	/** Whether a 429 is waited for. */
	readonly retriesRateLimits: boolean;
	readonly start: () => Promise<Calling>;
}

const json = (body: object) => JSON.stringify(body);
const query = (parameters: Readonly<Record<string, string>>) => ({
	pairs: Object.entries(parameters).map(([name, value]) => ({ name, value })),
});

export const callSubjects: readonly CallSubject[] = [
	{
		name: 'Celigo',
		retries: 3,
		retriesRateLimits: true,
		start: async () => {
			const bench = await CeligoBench.start({ seed: { integrations: 5 } });
			const { simulator, state } = bench;
			const path = `/integrations/${celigoSample.integrationId}`;
			const empty = state.addIntegration({ name: 'Empty' });
			return {
				simulator,
				call: async (...run) => await bench.run('api.customCall', ...run),
				sent: () => [...simulator.requests],
				record: {
					path,
					struck: { method: 'GET', path: `/v1${path}` },
					returned: { _id: celigoSample.integrationId, flowGroupings: [{ name: 'Customers' }] },
				},
				list: {
					parameters: { path: '/integrations', query: query({ limit: '2' }) },
					rows: state.integrations.size,
					requests: Math.ceil(state.integrations.size / 2),
				},
				post: {
					parameters: { method: 'POST', path: 'integrations', body: json({ name: 'Made here' }) },
					returned: { name: 'Made here' },
					isDone: () => [...state.integrations.values()].some(({ name }) => name === 'Made here'),
				},
				put: {
					parameters: {
						method: 'PUT',
						path: `/integrations/${empty._id}`,
						body: json({ name: 'Renamed', description: 'By a custom call' }),
					},
					returned: { _id: empty._id },
					isDone: () => state.integrations.get(empty._id)?.description === 'By a custom call',
				},
				remove: {
					parameters: { method: 'DELETE', path: `/integrations/${empty._id}` },
					returned: { success: true },
					isDone: () => !state.integrations.has(empty._id),
				},
				secrets: [simulator.token],
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		name: 'Port',
		retries: 5,
		retriesRateLimits: true,
		start: async () => {
			const bench = await PortBench.start();
			const { simulator, state } = bench;
			state.addIntegration({ installationId: 'spare' });
			for (let line = 1; line <= 7; line += 1) state.addLog('spare', { message: `Line ${line}` });
			return {
				simulator,
				call: async (parameters, more) =>
					await bench.run('customCall', { resource: 'api', ...parameters }, more),
				sent: () => [...simulator.requests].filter(({ path }) => path !== '/v1/auth/access_token'),
				record: {
					path: '/integration/on-call',
					struck: { method: 'GET', path: '/v1/integration/on-call' },
					returned: { integration: { installationId: 'on-call' } },
				},
				list: {
					parameters: { path: '/integration/spare/logs', query: query({ limit: '3' }) },
					rows: 7,
					requests: 3,
				},
				post: {
					parameters: {
						method: 'POST',
						path: '/integration',
						body: json({ installationId: 'made-here', installationAppType: 'jira' }),
					},
					returned: { integration: { installationId: 'made-here' } },
					isDone: () => state.installations.has('made-here'),
				},
				put: {
					parameters: { method: 'PATCH', path: '/integration/spare', body: json({ title: 'Renamed' }) },
					returned: { integration: { installationId: 'spare' } },
					isDone: () => state.installations.get('spare')?.record.title === 'Renamed',
				},
				remove: {
					parameters: { method: 'DELETE', path: '/integration/spare' },
					returned: { ok: true },
					isDone: () => !state.installations.has('spare'),
				},
				secrets: ['secret-example-1234'],
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		name: 'Ductape',
		retries: 3,
		retriesRateLimits: true,
		start: async () => {
			const bench = await DuctapeBench.start();
			const { simulator, state, orders, empty } = bench;
			for (const hour of ['10', '11', '12', '13', '14']) {
				state.addJobExecution(orders, { started_at: `2026-01-05T${hour}:00:00.000Z` });
			}
			const path = `/integrations/v1/${orders._id}`;
			return {
				simulator,
				call: async (...run) => await bench.run('api', 'customCall', ...run),
				sent: () => [...simulator.requests].filter(({ path: sent }) => !sent.startsWith('/users/')),
				record: {
					path,
					struck: { method: 'GET', path },
					returned: { data: { _id: orders._id } },
				},
				list: {
					parameters: {
						path: '/integrations/v1/job-executions',
						query: query({ product_tag: orders.tag, limit: '2' }),
					},
					rows: 5,
					requests: 3,
				},
				post: {
					parameters: {
						method: 'POST',
						path: '/integrations/v1/create',
						body: json({ name: 'Made here', description: 'By a custom call' }),
					},
					returned: { status: true },
					isDone: () => [...state.integrations.values()].some(({ name }) => name === 'Made here'),
				},
				put: {
					parameters: {
						method: 'PUT',
						path: `/integrations/v1/${empty._id}`,
						body: json({ name: 'Empty', description: 'By a custom call' }),
					},
					returned: { status: true },
					isDone: () => state.integrations.get(empty._id)?.description === 'By a custom call',
				},
				remove: {
					parameters: { method: 'DELETE', path: `/integrations/v1/${empty._id}` },
					returned: { status: true },
					isDone: () => !state.integrations.has(empty._id),
				},
				secrets: [simulator.seeded.user.privateKey],
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		name: 'Polarity',
		retries: 3,
		retriesRateLimits: true,
		start: async () => {
			const bench = await PolarityBench.start();
			const { simulator, state } = bench;
			bench.fillUpTo(7);
			const path = `/api/integrations/${VIRUS_TOTAL}`;
			const integration = { data: { type: 'integrations', id: VIRUS_TOTAL } };
			const grant = {
				type: 'permissions',
				attributes: { permissions: ['admin'] },
				relationships: { group: { data: { type: 'groups', id: '7' } }, integration },
			};
			return {
				simulator,
				call: async (...run) => await bench.run('api', 'customCall', ...run),
				sent: () => [...simulator.requests],
				record: {
					path,
					struck: { method: 'GET', path },
					returned: { data: { id: VIRUS_TOTAL } },
				},
				list: {
					parameters: { path: '/api/integrations', query: query({ 'page[size]': '3' }) },
					rows: 7,
					requests: 3,
				},
				post: {
					parameters: { method: 'POST', path: `${path}/permissions`, body: json({ data: [grant] }) },
					returned: { success: true },
					isDone: () => state.integrations.get(VIRUS_TOTAL)?.permissions.get('7')?.includes('admin') === true,
				},
				put: {
					parameters: {
						method: 'PATCH',
						path,
						body: json({ data: { id: VIRUS_TOTAL, attributes: { autosubscribe: true } } }),
					},
					returned: { data: { id: VIRUS_TOTAL } },
					isDone: () => state.integrations.get(VIRUS_TOTAL)?.autosubscribe === true,
				},
				// Its API deletes nothing that belongs to integrations.
				remove: undefined,
				secrets: [bench.withKey().polarityApi['apiKey']].map(String),
				stop: async () => await bench.stop(),
			};
		},
	},
	{
		name: 'Gestal Cloud',
		retries: 2,
		// A refusal costs two hours: nothing is sent after it.
		retriesRateLimits: false,
		start: async () => {
			const bench = await GestalBench.start({ seed: { integrations: 5 } });
			const { simulator, state } = bench;
			const { integration } = simulator.seeded;
			const path = `/integrations/${integration.cloud_id}`;
			const spare = state.addIntegration({ name: 'Spare' });
			return {
				simulator,
				call: async (...run) => await bench.run('api', 'customCall', ...run),
				sent: () => bench.requests(),
				record: {
					path,
					struck: { method: 'GET', path },
					returned: { cloud_id: integration.cloud_id },
				},
				list: {
					parameters: { path: '/integrations', query: query({ per_page: '2' }) },
					rows: 6,
					requests: 3,
				},
				post: {
					parameters: {
						method: 'POST',
						path: '/integrations',
						body: json({ name: 'Made here', url: 'https://example.com/x' }),
					},
					returned: { name: 'Made here' },
					isDone: () => [...state.integrations.values()].some(({ name }) => name === 'Made here'),
				},
				put: {
					parameters: {
						method: 'PATCH',
						path: `/integrations/${spare.cloud_id}`,
						body: json({ description: 'By a custom call' }),
					},
					returned: { cloud_id: spare.cloud_id },
					isDone: () => state.integrations.get(spare.cloud_id)?.description === 'By a custom call',
				},
				remove: {
					parameters: { method: 'DELETE', path: `/integrations/${spare.cloud_id}` },
					returned: { success: true },
					isDone: () => !state.integrations.has(spare.cloud_id),
				},
				secrets: [state.account.password],
				stop: async () => await bench.stop(),
			};
		},
	},
];
