import type { CeligoState } from './CeligoState';
import type { JobRuns } from './JobRuns';
import type { ErrorSource, StepError } from './records';
import { celigoSample, seedSample } from './sample';

/** How many records to make besides the sample. Thousands take milliseconds. */
export interface CeligoSeed {
	/** Whether the small sample account is there; its ids are in `celigoSample`. Default true. */
	sample?: boolean;
	/** Further integrations, named `Integration 0001` and so on. Default 0. */
	integrations?: number;
	/** Flows of each further integration, each with an export and an import. Default 1. */
	flowsPerIntegration?: number;
	/** Further open errors. Default 0. */
	errors?: number;
	/** All at the sample's import step, or in turn over all steps of the further integrations. Default oneStep. */
	errorSpread?: 'oneStep' | 'allSteps';
	/** Milliseconds between two further errors; the newest is one interval old. Default 1000. */
	errorIntervalMs?: number;
	/** Further finished jobs of the sample's flow, a minute apart. Default 0. */
	jobs?: number;
	/** Further audit entries of the sample's integration, a minute apart. Default 0. */
	auditEntries?: number;
}

const minuteMs = 60 * 1000;

/** Fills an account: the sample first, then the counts. */
export function seedCeligo(state: CeligoState, runs: JobRuns, seed: CeligoSeed = {}): void {
	const { sample = true, jobs = 0, auditEntries = 0 } = seed;
	const { integrationId, flowId } = celigoSample;
	state.tokens.add(celigoSample.token);
	if (sample) seedSample(state, runs);
	seedIntegrations(state, seed);
	seedErrors(state, seed);
	for (let index = 0; index < jobs; index += 1) {
		const createdAt = state.clock.iso((index + 1) * minuteMs);
		const times = { createdAt, startedAt: createdAt, endedAt: createdAt, lastModified: createdAt };
		runs.add({ _flowId: flowId, _integrationId: integrationId, numSuccess: 1, ...times });
	}
	for (let index = 0; index < auditEntries; index += 1) {
		state.addAuditEntry({
			time: state.clock.iso((index + 1) * minuteMs),
			event: 'update',
			resourceType: 'flow',
			_resourceId: flowId,
			_integrationId: integrationId,
		});
	}
}

function seedIntegrations(
	state: CeligoState,
	{ integrations = 0, flowsPerIntegration = 1 }: CeligoSeed,
): void {
	if (integrations === 0) return;
	const { _id: _connectionId } = state.addConnection({ name: 'Warehouse' });
	for (let index = 1; index <= integrations; index += 1) {
		const number = String(index).padStart(4, '0');
		const { _id: _integrationId } = state.addIntegration({
			name: `Integration ${number}`,
			_registeredConnectionIds: [_connectionId],
		});
		for (let flow = 1; flow <= flowsPerIntegration; flow += 1) {
			const name = `Flow ${number}-${flow}`;
			const { _id: _exportId } = state.addExport({ name: `${name} export`, _connectionId, _integrationId });
			const { _id: _importId } = state.addImport({ name: `${name} import`, _connectionId, _integrationId });
			state.addFlow({
				name,
				_integrationId,
				pageGenerators: [{ _exportId }],
				pageProcessors: [{ _importId }],
			});
		}
	}
}

const faults: readonly [[ErrorSource, string, string], ...Array<[ErrorSource, string, string]>] = [
	['application', 'INVALID_FIELD', 'The field email is not valid'],
	['mapping', 'MAPPING_FAILED', 'The field country has no value'],
	['connection', 'ECONNRESET', 'The connection was closed by netsuite.example.com'],
];

function seedErrors(
	state: CeligoState,
	{ errors = 0, errorSpread = 'oneStep', errorIntervalMs = 1000 }: CeligoSeed,
): void {
	if (errors === 0) return;
	const everywhere = [...state.flows.values()]
		.filter(({ name }) => name.startsWith('Flow '))
		.flatMap(({ _id }) => [...state.errorStoresOf(_id).keys()].map((stepId) => ({ flowId: _id, stepId })));
	const sampleStep = { flowId: celigoSample.flowId, stepId: celigoSample.importId };
	const steps = errorSpread === 'allSteps' ? everywhere : [sampleStep];
	for (let index = 0; index < errors; index += 1) {
		const { flowId, stepId } = steps[index % steps.length] ?? sampleStep;
		const [source, code, message] = state.random.pick(faults);
		const draft: Partial<StepError> = { source, code, message };
		state.addError(flowId, stepId, {
			...draft,
			occurredAt: state.clock.iso((errors - index) * errorIntervalMs),
		});
	}
}
