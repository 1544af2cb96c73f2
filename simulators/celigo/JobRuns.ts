import { capitalize, max, sumBy } from 'lodash';

import { stepIdsOf, type CeligoState } from './CeligoState';
import { runTypes, type Flow, type Job, type StepError } from './records';
import type { CeligoSwitches } from './switches';

/** How a run is to end. */
export interface RunOutcome {
	/** Default completed; a completed run may have errors too. */
	status?: 'completed' | 'failed';
	/** Default 10. */
	numSuccess?: number;
	numIgnore?: number;
	/** Errors that the run leaves at its steps. */
	errors?: Array<Partial<StepError> & { stepId: string }>;
}

/** A job as it is written (switch states). */
type ShownJob = Omit<Job, 'status' | 'type'> & { readonly status: string; readonly type: string };

interface Retry {
	flowId: string;
	stepId: string;
	errors: StepError[];
}

const finished = new Set<Job['status']>(['completed', 'failed', 'canceled']);

/** Jobs and what moves them: never the clock, only a request that shows a job, or the test. */
export class JobRuns {
	readonly jobs = new Map<string, Job>();

	private readonly outcomes = new Map<string, RunOutcome>();

	private readonly retries = new Map<string, Retry>();

	constructor(
		private readonly state: CeligoState,
		private readonly switches: CeligoSwitches,
	) {}

	/** A job as it is, e.g. one that failed last week. */
	add(draft: Partial<Job> & Pick<Job, '_flowId'>): Job {
		const createdAt = draft.createdAt ?? this.state.clock.iso();
		const integrationId = this.state.flows.get(draft._flowId)?._integrationId;
		const { type = 'flow', _flowId } = draft;
		const exportId = type === 'flow' ? this.firstExportOf(_flowId) : undefined;
		const job: Job = {
			_id: this.state.random.objectId(),
			type,
			status: 'completed',
			...(exportId === undefined ? {} : { _exportId: exportId }),
			...(integrationId === undefined ? {} : { _integrationId: integrationId }),
			numSuccess: 0,
			numError: 0,
			numIgnore: 0,
			numPagesGenerated: 0,
			numPagesProcessed: 0,
			createdAt,
			lastModified: createdAt,
			...draft,
		};
		this.jobs.set(job._id, job);
		return job;
	}

	/** Says how every later run of the flow ends. */
	planRun(flowId: string, outcome: RunOutcome): void {
		this.outcomes.set(flowId, outcome);
	}

	/** A queued run of a flow, with a job for each of its steps. */
	start(flow: Flow): Job {
		const job = this.add({ _flowId: flow._id, status: 'queued' });
		for (const stepId of stepIdsOf(flow)) {
			const isExport = this.state.exports.has(stepId);
			this.add({
				_flowId: flow._id,
				type: isExport ? 'export' : 'import',
				status: 'queued',
				_flowJobId: job._id,
				...(isExport ? { _exportId: stepId } : { _importId: stepId }),
			});
		}
		flow.lastExecutedAt = this.state.clock.iso();
		return job;
	}

	/** A queued retry of errors; what becomes of them is decided when it ends. */
	startRetry(retry: Retry): Job {
		const job = this.add({ _flowId: retry.flowId, type: 'retry', status: 'queued' });
		for (const error of retry.errors) error.retryAt = this.state.clock.iso();
		this.retries.set(job._id, retry);
		return job;
	}

	/** One state further: queued, running, then as planned; canceling, then canceled. */
	advance(jobId: string): Job {
		const job = this.get(jobId);
		const now = this.state.clock.iso();
		if (finished.has(job.status)) return job;
		job.lastModified = now;
		if (job.status === 'queued') {
			job.status = 'running';
			job.startedAt = now;
		} else if (job.status === 'canceling') {
			job.status = 'canceled';
		} else {
			this.end(job);
		}
		if (finished.has(job.status)) job.endedAt = this.endOf(job);
		for (const child of this.childrenOf(jobId)) {
			const { status, startedAt, endedAt } = job;
			Object.assign(child, {
				status,
				lastModified: now,
				...(startedAt && { startedAt }),
				...(endedAt && { endedAt }),
			});
		}
		return job;
	}

	/** Runs a job to its end at once. */
	finish(jobId: string): Job {
		while (!finished.has(this.get(jobId).status)) this.advance(jobId);
		return this.get(jobId);
	}

	/** False when there is nothing left to cancel. */
	cancel(jobId: string): boolean {
		const job = this.get(jobId);
		if (finished.has(job.status)) return false;
		job.status = 'canceling';
		return true;
	}

	/** Errors were resolved: the runs that left them count them so. */
	resolved(errors: ReadonlyArray<Pick<StepError, '_flowJobId'>>): void {
		for (const { _flowJobId } of errors) {
			const job = this.jobs.get(_flowJobId ?? '');
			if (job === undefined) continue;
			job.numOpenError = Math.max(0, (job.numOpenError ?? job.numError) - 1);
			job.numResolved = (job.numResolved ?? 0) + 1;
			if (this.switches.resolvingJobs === 'modifies') job.lastModified = this.state.clock.iso();
		}
	}

	childrenOf(jobId: string): Job[] {
		return [...this.jobs.values()].filter(
			({ _flowJobId, _parentJobId }) => _flowJobId === jobId || _parentJobId === jobId,
		);
	}

	activeOf(flowId: string): Job[] {
		return [...this.jobs.values()].filter((job) => job._flowId === flowId && !finished.has(job.status));
	}

	/** The runs and retries of a flow, newest first. */
	ofFlow(flowId: string): Job[] {
		return [...this.jobs.values()]
			.filter((job) => job._flowId === flowId && isRun(job.type))
			.sort(
				(left, right) => right.createdAt.localeCompare(left.createdAt) || right._id.localeCompare(left._id),
			);
	}

	/** The runs and retries that are under way. */
	active(): Job[] {
		return [...this.jobs.values()].filter((job) => !isOver(job) && isRun(job.type));
	}

	/** For routes: a copy to show, after which the job moves on (switch jobProgress). */
	show(job: Job): ShownJob {
		const shown = this.counted(job);
		if (this.switches.jobProgress === 'perRequest' && job._flowJobId === undefined) this.advance(job._id);
		return shown;
	}

	/** A copy of a job with the errors that are counted by now (switch stepCountsApartMs): of a run, the sum of its steps'. */
	counted(job: Job): ShownJob {
		const counted = this.withCounts(job);
		if (this.switches.states === 'documented') return counted;
		return { ...counted, status: capitalize(counted.status), type: capitalize(counted.type) };
	}

	private withCounts(job: Job): Job {
		// To look for the steps of each of thousands of jobs takes minutes.
		if (this.switches.stepCountsApartMs === 0) return { ...job };
		const children = this.childrenOf(job._id);
		if (children.length === 0) return this.countedStep(job);
		const uncounted = sumBy(children, (child) => child.numError - this.countedStep(child).numError);
		const { numError, numOpenError = numError } = job;
		return { ...job, numError: numError - uncounted, numOpenError: Math.max(0, numOpenError - uncounted) };
	}

	/** A step's whose errors are not counted yet is without their number. */
	private countedStep(job: Job): Job {
		const run = this.jobs.get(job._flowJobId ?? '');
		const countedAfterMs =
			run === undefined ? 0 : this.childrenOf(run._id).indexOf(job) * this.switches.stepCountsApartMs;
		const endedMs = Date.parse(run?.endedAt ?? '');
		return this.state.clock.now() < endedMs + countedAfterMs ? { ...job, numError: 0 } : { ...job };
	}

	/** When it ended, as its record has it, of a job that shows as ended from now on. */
	private endOf({ status, startedAt, createdAt }: Job): string {
		if (status === 'completed') return this.state.clock.iso();
		return max([startedAt ?? createdAt, this.state.clock.iso(this.switches.jobEndsBeforeMs)]);
	}

	private end(job: Job): void {
		const retry = this.retries.get(job._id);
		if (retry !== undefined) {
			this.endRetry(job, retry);
			return;
		}
		const {
			status = 'completed',
			numSuccess = 10,
			numIgnore = 0,
			errors = [],
		} = this.outcomes.get(job._flowId) ?? {};
		for (const { stepId, ...error } of errors) {
			this.state.addError(job._flowId, stepId, { ...error, _flowJobId: job._id });
		}
		Object.assign(job, { status, numSuccess, numIgnore, numError: errors.length });
		Object.assign(job, { numPagesGenerated: 1, numPagesProcessed: 1 });
		Object.assign(job, { numOpenError: errors.length, numResolved: 0, lastExecutedAt: job.startedAt });
		this.share(job, errors);
	}

	/** The numbers of a run are the sums of its steps' (section 10): errors where they occurred, the rest at the first step. */
	private share({ _id, numSuccess, numIgnore }: Job, errors: ReadonlyArray<{ stepId: string }>): void {
		this.childrenOf(_id).forEach((child, index) => {
			const stepId = child._exportId ?? child._importId;
			child.numError = errors.filter((error) => error.stepId === stepId).length;
			child.numSuccess = index === 0 ? numSuccess : 0;
			child.numIgnore = index === 0 ? numIgnore : 0;
		});
	}

	private endRetry(job: Job, { flowId, stepId, errors }: Retry): void {
		const store = this.state.errorStore(flowId, stepId);
		const still = errors.filter(({ errorId }) => store?.open.has(errorId));
		const ids = still.map(({ errorId }) => errorId);
		store?.resolve(ids, 'autoresolved', this.state.clock.iso());
		this.resolved(still);
		const failsAgain = this.switches.retryResult === 'failsAgain';
		if (failsAgain) {
			for (const { code, message, source, traceKey } of still) {
				const same = { code, message, source, ...(traceKey === undefined ? {} : { traceKey }) };
				this.state.addError(flowId, stepId, { ...same, _flowJobId: job._id });
			}
		}
		job.status = 'completed';
		job.numSuccess = failsAgain ? 0 : still.length;
		job.numError = failsAgain ? still.length : 0;
	}

	/** Where a flow begins, which the job of a run names (section 10). */
	private firstExportOf(flowId: string): string | undefined {
		const flow = this.state.flows.get(flowId);
		return flow && stepIdsOf(flow).find((stepId) => this.state.exports.has(stepId));
	}

	private get(jobId: string): Job {
		const job = this.jobs.get(jobId);
		if (job === undefined) throw new Error(`there is no job ${jobId}`);
		return job;
	}
}

function isRun(type: Job['type']): boolean {
	return runTypes.some((each) => each === type);
}

export function isOver({ status }: Job): boolean {
	return finished.has(status);
}
