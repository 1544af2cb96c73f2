import { stepIdsOf } from './CeligoState';
import type { CeligoWorld } from './CeligoWorld';
import type { Flow } from './records';

/** What a flow names of other records. */
type References = Partial<Omit<Flow, '_flowGroupingId'>> & { readonly _flowGroupingId?: string | null };

/** The export, import or group that a flow names and that is not there; undefined where all are, or none is looked up. */
export function unknownInFlow(
	{ state, switches }: CeligoWorld,
	flow: References,
): { what: string; id: string; field: string } | undefined {
	if (switches.flowReferences === 'taken') return undefined;
	const { _integrationId = '', _flowGroupingId } = flow;
	const groups = state.integrations.get(_integrationId)?.flowGroupings ?? [];
	if (_flowGroupingId && !groups.some(({ _id }) => _id === _flowGroupingId)) {
		return { what: 'flow group', id: _flowGroupingId, field: '_flowGroupingId' };
	}
	const step = stepIdsOf(flow).find((id) => state.step(id) === undefined);
	return step === undefined ? undefined : { what: 'export or import', id: step, field: 'pageProcessors' };
}
