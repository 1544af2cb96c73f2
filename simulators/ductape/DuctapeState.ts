import { createHmac } from 'node:crypto';

import type { Clock, SeededRandom } from '../switchboard';

import type {
	App,
	AppAccess,
	Integration,
	JobExecution,
	LogEntry,
	NotificationMessage,
	ProcessRun,
	User,
	Workspace,
} from './records';

/** What the platform keeps. Tests read and change it while the simulator runs. */
export class DuctapeState {
	readonly users = new Map<string, User>();

	readonly workspaces = new Map<string, Workspace>();

	readonly integrations = new Map<string, Integration>();

	readonly apps = new Map<string, App>();

	readonly accesses: AppAccess[] = [];

	/** In the order in which they were written, which is not the order of their times. */
	readonly logs: LogEntry[] = [];

	readonly processes: ProcessRun[] = [];

	readonly jobExecutions: JobExecution[] = [];

	readonly notificationMessages: NotificationMessage[] = [];

	/** Calls of the sdk-proxy, decrypted, in order. */
	readonly rpcCalls: Array<{ module: string; method: string; params: unknown[] }> = [];

	constructor(
		private readonly clock: Clock,
		readonly random: SeededRandom,
	) {}

	addUser(given: Partial<User> = {}): User {
		const user: User = {
			_id: this.random.objectId(),
			firstname: 'Test',
			lastname: 'User',
			email: 'test@example.com',
			password: 'correct horse battery',
			privateKey: this.random.hex(64),
			workspaceIds: [],
			...given,
		};
		this.users.set(user._id, user);
		return user;
	}

	/** Every token that was signed with the old key is dead from now on. */
	rotateKey(user: User): void {
		user.privateKey = this.random.hex(64);
	}

	addWorkspace(name: string, members: readonly User[], id = this.random.objectId()): Workspace {
		const workspace: Workspace = { _id: id, name, defaultEnvs: [] };
		this.workspaces.set(workspace._id, workspace);
		for (const member of members) member.workspaceIds.push(workspace._id);
		return workspace;
	}

	addIntegration(given: Partial<Integration> & Pick<Integration, 'name' | 'workspace_id'>): Integration {
		const integration: Integration = {
			_id: this.random.objectId(),
			description: '',
			tag: tagOf(given.name),
			status: 'draft',
			active: true,
			private_key: `ip_${this.random.hex(32)}`,
			...given,
		};
		this.integrations.set(integration._id, integration);
		return integration;
	}

	addApp(given: Partial<App> & Pick<App, 'app_name' | 'workspace_id'>): App {
		const app: App = {
			_id: this.random.objectId(),
			tag: tagOf(given.app_name),
			status: 'public',
			envs: [{ slug: 'dev', env_name: 'Development' }],
			auths: [{ tag: 'bearer' }],
			variables: [{ key: 'region' }],
			actions: [{ tag: 'list_orders', name: 'List orders' }],
			...given,
		};
		this.apps.set(app._id, app);
		return app;
	}

	addAccess(access: Omit<AppAccess, '_id'>): AppAccess {
		const added = { _id: this.random.objectId(), ...access };
		this.accesses.push(added);
		return added;
	}

	/** Writes one failing line; `timestamp` may lie in the past: lines come late and out of order. */
	addLog(integration: Integration, given: Partial<LogEntry> = {}): LogEntry {
		const timestamp = given.timestamp ?? this.clock.iso();
		const end = Date.parse(timestamp);
		const entry: LogEntry = {
			_id: this.random.objectId(),
			process_id: this.random.uuid(),
			workspace_id: integration.workspace_id,
			product_tag: integration.tag,
			parent_tag: 'sync_orders',
			child_tag: 'main',
			env: 'dev',
			app_env: 'dev',
			type: 'feature',
			component: 'feature',
			name: 'Sync orders',
			message: 'RUN OUT OF RETRIES',
			data: JSON.stringify({ status: 500 }),
			status: 'fail',
			successful_execution: given.status === 'success',
			failed_execution: (given.status ?? 'fail') === 'fail',
			timestamp,
			start: end - 1000,
			end,
			latency: 1000,
			_productId: integration._id,
			_endsExecution: true,
			...given,
		};
		this.logs.push(entry);
		return entry;
	}

	/** The lines of one failing run: one a level, and the one that ends it. All are written at once, at its end. */
	addFailedRun(
		integration: Integration,
		{ agoMs = 0, given = {} }: { agoMs?: number; given?: Partial<LogEntry> } = {},
	) {
		const process_id = given.process_id ?? this.random.uuid();
		const levels = [
			{
				component: 'app',
				type: 'action',
				message: 'Request failed with status code 500',
				_endsExecution: false,
			},
			{ component: 'feature_step', message: 'Step main failed', _endsExecution: false },
			{ message: 'RUN OUT OF RETRIES', _endsExecution: true },
		];
		return levels.map((level, index) =>
			this.addLog(integration, {
				timestamp: this.clock.iso(agoMs + (levels.length - index) * 100),
				...level,
				...given,
				process_id,
			}),
		);
	}

	addProcess(integration: Integration, given: Partial<ProcessRun> = {}): ProcessRun {
		const run: ProcessRun = {
			_id: this.random.objectId(),
			process_id: this.random.uuid(),
			status: 'fail',
			start: this.clock.iso(1000),
			end: this.clock.iso(),
			env: 'dev',
			result: null,
			input: {},
			feature_tag: 'sync_orders',
			_productTag: integration.tag,
			_featureId: this.random.objectId(),
			...given,
		};
		this.processes.push(run);
		return run;
	}

	addJobExecution(integration: Integration, given: Partial<JobExecution> = {}): JobExecution {
		const phase = given.phase ?? 'FAILED';
		const execution: JobExecution = {
			_id: this.random.objectId(),
			job_id: this.random.objectId(),
			job_tag: 'nightly',
			phase,
			...(phase === 'FAILED' && { error: 'The action did not answer', error_code: 'ACTION_TIMEOUT' }),
			retry_count: 0,
			started_at: this.clock.iso(5000),
			...(['COMPLETED', 'FAILED', 'CANCELLED'].includes(phase) && { completed_at: this.clock.iso() }),
			env: 'dev',
			product_tag: integration.tag,
			...given,
		};
		this.jobExecutions.push(execution);
		return execution;
	}

	addNotificationMessage(
		integration: Integration,
		given: Partial<NotificationMessage> = {},
	): NotificationMessage {
		const status = given.status ?? 'failed';
		const message: NotificationMessage = {
			_id: this.random.objectId(),
			notification_tag: 'ops:order_failed',
			type: 'email',
			process_id: this.random.uuid(),
			product_tag: integration.tag,
			env: 'dev',
			input: { orderId: '1042' },
			status,
			...(status === 'failed' && { error: 'SMTP connection refused' }),
			created_at: this.clock.iso(),
			updated_at: given.created_at ?? this.clock.iso(),
			...given,
		};
		this.notificationMessages.push(message);
		return message;
	}
}

/** The tag that a name becomes. */
export function tagOf(name: string): string {
	return name.toLowerCase().replace(/[^a-z0-9]+/g, '_');
}

/** The server's own HMAC-SHA1 of the private key: 40 hex characters, constant for a user, not computable by clients. */
export function publicKeyOf(user: User): string {
	return createHmac('sha1', 'server side secret').update(user.privateKey).digest('hex');
}
