import { json, type Answer, type Clock } from '../switchboard';

import type { DuctapeState } from './DuctapeState';
import type { Integration, User } from './records';
import type { Refusals } from './refusals';
import type { DuctapeSwitches } from './switches';

/** What every route file works with, and the look-ups that end in "not found". */
export class DuctapeWorld {
	constructor(
		readonly state: DuctapeState,
		readonly switches: DuctapeSwitches,
		readonly refusals: Refusals,
		readonly clock: Clock,
	) {}

	/** The success envelope of section 2, `data` nested as the switch asks. */
	success(data: unknown, meta: object = {}): Answer {
		const { nesting, successStatus } = this.switches;
		const nested = nesting === 'data' ? data : { [nesting === 'result' ? 'result' : 'data']: data };
		return json(successStatus, { status: true, meta, data: nested });
	}

	/** An integration that the workspace can see. */
	integration(
		id: string,
		workspaceId: string,
		refusal = () => this.refusals.notFound('Integration'),
	): Integration {
		const found = this.state.integrations.get(id);
		if (found === undefined || found.workspace_id !== workspaceId) throw refusal();
		return found;
	}

	user(id: string): User {
		const user = this.state.users.get(id);
		if (user === undefined) throw this.refusals.notFound('User');
		return user;
	}

	/** The workspace of a call: from its body, its path or its query, in this order (section 1). */
	ofWorkspace<Row extends { workspace_id: string }>(rows: Iterable<Row>, workspaceId: string): Row[] {
		return [...rows].filter((row) => row.workspace_id === workspaceId);
	}
}
