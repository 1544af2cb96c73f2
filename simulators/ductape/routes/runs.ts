import { omit } from 'lodash';

import { json, pageByNumber, parameter, route, type Route } from '../../switchboard';

import { authQuery, type Need } from '../access';
import type { DuctapeWorld } from '../DuctapeWorld';
import { jobPhases, type JobExecution, type NotificationMessage, type ProcessRun } from '../records';

const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };

/** Sections 2.1 and 3.4: runs of features, executions of jobs, messages of notifications. */
export function runRoutes(world: DuctapeWorld): Array<Route<Need>> {
	const { state, switches, refusals } = world;
	const path = '/integrations/v1';

	/** Tags of the integrations that the workspace holds: nothing of another workspace is shown. */
	function visible(productTag: string, workspaceId: string | undefined): boolean {
		return world
			.ofWorkspace(state.integrations.values(), workspaceId ?? '')
			.some(({ tag }) => tag === productTag);
	}

	function withEnd(execution: JobExecution): JobExecution {
		if (execution.phase !== 'FAILED' || switches.failedExecutionEnd === 'shown') return execution;
		const { completed_at: _end, ...unended } = execution;
		return unended;
	}

	function phaseOf(execution: JobExecution): string {
		const isOdd = switches.phaseWords === 'mixed' && state.jobExecutions.indexOf(execution) % 2 === 1;
		return switches.phaseWords === 'small' || isOdd ? execution.phase.toLowerCase() : execution.phase;
	}

	function shownExecution(execution: JobExecution) {
		const shown = { ...withEnd(execution), phase: phaseOf(execution) };
		return switches.runNames === 'shown' ? shown : omit(shown, ['env', 'product_tag']);
	}

	function isOfPhase(wanted: string | undefined, phase: string): boolean {
		if (switches.phaseFilter === 'exact') return matches(wanted, phase);
		return matches(wanted?.toUpperCase(), phase.toUpperCase());
	}

	function limited(asked: number, most: number): number {
		if (asked > most && switches.tooHighLimit === 'refused') {
			throw refusals.invalid(`"limit" must be less than or equal to ${most}`);
		}
		return Math.min(asked, most);
	}

	function dateOf({ started_at, completed_at }: JobExecution): string {
		return switches.executionDates === 'completed' ? (completed_at ?? started_at) : started_at;
	}

	function withinDays(time: string, from: string | undefined, to: string | undefined): boolean {
		const ownDay = time.slice(0, 10);
		const isBeforeEnd = to === undefined || ownDay < to || (ownDay === to && switches.endDate === 'included');
		return (from === undefined || ownDay >= from) && isBeforeEnd;
	}

	return [
		route({
			method: 'GET',
			path: `${path}/processor/list`,
			needs: 'session',
			query: {
				...authQuery,
				product_tag: parameter.text,
				env: parameter.text,
				status: parameter.text,
				component: parameter.oneOf(['feature', 'feature_step']),
				feature_tag: parameter.text,
				feature_id: parameter.text,
				start_date: day,
				end_date: day,
				limit: parameter.positiveNumber,
				page: parameter.positiveNumber,
			},
			handle: ({ query }) => {
				if (switches.processPages === 'pageRefused' && query.has('page')) {
					throw refusals.invalid('"page" is not allowed');
				}
				if (switches.processPages === 'none' && query.has('page')) {
					throw refusals.invalid('"page" is not allowed', 'invalidQuery');
				}
				if (switches.processProductTag === 'required' && !query.has('product_tag')) {
					throw refusals.invalid('product_tag is required');
				}
				const all = state.processes.filter(
					({ _productTag }) =>
						visible(_productTag, query.text('workspace_id')) &&
						matches(query.text('product_tag'), _productTag),
				);
				const rows = all.filter(
					(run) =>
						(switches.processFilters === 'ignored' ||
							(matches(query.text('env'), run.env) &&
								matches(query.text('component'), componentOf(run)) &&
								matches(query.text('status'), run.status) &&
								matches(query.text('feature_tag'), run.feature_tag) &&
								matches(query.text('feature_id'), run._featureId))) &&
						(switches.processDates === 'ignored' ||
							withinDays(run.start, query.text('start_date'), query.text('end_date'))),
				);
				const asked = query.number('limit') ?? 20;
				const most = limited(asked, switches.longestProcessList);
				const { processPages, processTotal } = switches;
				const page = processPages === 'pageIgnored' ? 1 : (query.number('page') ?? 1);
				const size = processPages === 'metaAsAsked' ? asked : most;
				const cut = pageByNumber(rows, page, size);
				const total = processTotal === 'ofAll' ? all.length : cut.total;
				const statusCounts = { all: total, running: 0, completed: 0, failed: total };
				const counted = { total, statusCounts };
				const paged = { ...counted, page, limit: size, totalPages: Math.max(1, Math.ceil(total / size)) };
				const metas = {
					none: {},
					meta: paged,
					metaAsAsked: paged,
					total: counted,
					pageIgnored: counted,
					pageRefused: counted,
				};
				return world.success(cut.rows.slice(0, most).map(shownProcess), metas[processPages]);
			},
		}),
		route({
			method: 'GET',
			path: `${path}/processor/:processId`,
			needs: 'session',
			query: authQuery,
			handle: ({ params: { processId }, query }) => {
				const run = state.processes.find(
					({ process_id, _productTag }) =>
						process_id === processId && visible(_productTag, query.text('workspace_id')),
				);
				if (run === undefined) throw refusals.noRecord('Process');
				const { status, env, start, end, result, _featureId: feature_id } = run;
				const times =
					switches.waitingProcess === 'withoutStart' && status === 'waiting' ? {} : { start, end };
				const record = { status, env, ...times, result, feature_id };
				return switches.processEnvelope === 'bare' ? json(200, record) : world.success(record);
			},
		}),
		route({
			method: 'GET',
			path: `${path}/job-executions`,
			needs: 'session',
			query: {
				...authQuery,
				product_tag: parameter.text,
				env: parameter.text,
				phase: parameter.oneOf([...jobPhases, ...jobPhases.map((phase) => phase.toLowerCase())]),
				job_tag: parameter.text,
				page: parameter.positiveNumber,
				limit: parameter.positiveNumber,
				start_date: day,
				end_date: day,
			},
			handle: ({ query }) => {
				const productTag = query.text('product_tag');
				if (productTag === undefined) throw refusals.invalid('product_tag is required', 'invalidQuery');
				const phase = query.text('phase');
				if (switches.phaseWords === 'capitalsOnly' && phase !== phase?.toUpperCase()) {
					throw refusals.invalid(`"phase" must be one of [${jobPhases.join(', ')}]`);
				}
				const rows = state.jobExecutions.filter(
					(execution) =>
						visible(execution.product_tag, query.text('workspace_id')) &&
						execution.product_tag === productTag &&
						(switches.executionFilters === 'ignored' ||
							(matches(query.text('env'), execution.env) &&
								isOfPhase(phase, phaseOf(execution)) &&
								matches(query.text('job_tag'), execution.job_tag))) &&
						withinDays(dateOf(withEnd(execution)), query.text('start_date'), query.text('end_date')),
				);
				const page = query.number('page') ?? 1;
				const asked = query.number('limit') ?? 20;
				const own = Math.min(asked, switches.longestExecutionPage);
				const cut = pageByNumber(rows, page, own);
				const { executionPages, executionLimit } = switches;
				return world.success({
					items: cut.rows.map(shownExecution),
					page,
					...(executionLimit !== 'hidden' && { limit: executionLimit === 'own' ? own : asked }),
					...(executionPages !== 'nothing' && {
						total: executionPages === 'totalAsText' ? String(cut.total) : cut.total,
					}),
					...(executionPages === 'hasMore' && { hasMore: page < cut.pages }),
					...(executionPages === 'hasMoreAsAsked' && { hasMore: page * asked < cut.total }),
				});
			},
		}),
		route({
			method: 'GET',
			path: `${path}/job-executions/:id`,
			needs: 'session',
			query: authQuery,
			handle: ({ params: { id }, query }) => {
				const execution = state.jobExecutions.find(
					({ _id, product_tag }) => _id === id && visible(product_tag, query.text('workspace_id')),
				);
				if (execution === undefined) throw refusals.noRecord('Job execution');
				return world.success(shownExecution(execution));
			},
		}),
		route({
			method: 'GET',
			path: `${path}/notification-messages`,
			needs: 'session',
			query: {
				...authQuery,
				product_tag: parameter.text,
				notification_tag: parameter.text,
				env: parameter.text,
				status: parameter.text,
				page: parameter.positiveNumber,
				start_date: day,
				end_date: day,
				limit: parameter.positiveNumber,
			},
			handle: ({ query }) => {
				if (switches.messageProductTag === 'required' && !query.has('product_tag')) {
					throw refusals.invalid('product_tag is required');
				}
				for (const [name, reading] of [
					['status', switches.messageStatus],
					['page', switches.messagePages],
				] as const) {
					if (reading === 'refused' && query.has(name)) throw refusals.invalid(`"${name}" is not allowed`);
				}
				const rows = state.notificationMessages.filter(
					(message) =>
						visible(message.product_tag, query.text('workspace_id')) &&
						matches(query.text('product_tag'), message.product_tag) &&
						(switches.messageStatus !== 'honoured' || matches(query.text('status'), message.status)) &&
						(switches.messageFilters === 'ignored' ||
							(matches(query.text('notification_tag'), message.notification_tag) &&
								matches(query.text('env'), message.env) &&
								withinDays(message.created_at, query.text('start_date'), query.text('end_date')))),
				);
				const asked = query.number('limit') ?? 50;
				const most = limited(asked, switches.longestMessageList);
				const page = switches.messagePages === 'honoured' ? (query.number('page') ?? 1) : 1;
				const cut = pageByNumber(rows, page, most);
				const items = cut.rows.map(shownMessage);
				if (switches.messageList === 'array') return world.success(items);
				const { messageTotals } = switches;
				return world.success({
					items,
					...(messageTotals !== 'nothing' && { total: cut.total, page, limit: most }),
					...(messageTotals === 'hasMore' && { hasMore: page < cut.pages }),
					...(messageTotals === 'hasMoreAsAsked' && { hasMore: page * asked < cut.total }),
				});
			},
		}),
	];

	function shownProcess({ _productTag: _tag, _featureId, _idempotencyKey: _key, ...run }: ProcessRun) {
		const isStep = switches.stepProcessIds === 'ofStep' && run.step_tag !== undefined;
		return isStep ? { ...run, process_id: `${_featureId}:${run.step_tag}` } : run;
	}

	function shownMessage({ product_tag, created_at, updated_at, ...message }: NotificationMessage) {
		const times =
			switches.messageTimes === 'created_at'
				? { created_at, updated_at }
				: { createdAt: created_at, updatedAt: updated_at };
		return {
			...(switches.runNames === 'shown' ? message : omit(message, 'env')),
			...times,
			...(switches.messageProduct === 'shown' && { product_tag }),
		};
	}
}

function matches(wanted: string | undefined, value: string): boolean {
	return wanted === undefined || wanted === value;
}

function componentOf({ step_tag }: ProcessRun): string {
	return step_tag === undefined ? 'feature' : 'feature_step';
}
