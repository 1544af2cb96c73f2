import type { Credential } from '../../../demo/n8n/N8nClient';
import type { NodeChoice } from '../../../demo/n8n/workflows';
import type { CommonSwitches, SeededRandom, Switchboard } from '../../../simulators/switchboard';

/** A moment at which something goes wrong on a platform. */
export interface Moment {
	/** Unique; the cause puts it where the emitted item must show it. */
	readonly marker: string;
	/** Only in what stays watched over the next publishing. */
	readonly onlyChosen: boolean;
	readonly random: SeededRandom;
	/** Whether this event was emitted: where a platform shows its last state only, the next must wait for that. */
	readonly wasEmitted: (event: string) => boolean;
	/** For an event that is emitted without its marker when the platform does not say in time what the marker stands in. */
	readonly alsoNamed: (event: string, name: string) => void;
}

/** Makes something go wrong. Returns the events that the trigger must then emit, or undefined when it cannot now. */
export type Cause = (moment: Moment) => string[] | undefined;

/** A platform under chaos: its simulator, what its trigger watches, and what can go wrong. */
export interface ChaosPlatform {
	/** As people write it. */
	name: string;
	simulator: Pick<
		Switchboard<CommonSwitches>,
		'url' | 'switches' | 'requests' | 'violations' | 'faults' | 'stop'
	>;
	credentials: Credential[];
	/** The trigger with several events, which watches everything. */
	trigger: NodeChoice;
	/** The parameters that restrict it to what is chosen. */
	chosen: Record<string, unknown>;
	/** Equally probable. */
	causes: Cause[];
}

/** A field that takes an ID or a choice from a list. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
