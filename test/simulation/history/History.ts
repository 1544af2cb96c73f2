import type { WorkflowActivateMode } from 'n8n-workflow';

import type { N8nSetup } from '../n8n/N8n';
import type { Watch } from '../platforms/PlatformModel';

/** What a request meets instead of an answer, or what the answer becomes. */
export type FaultKind =
	| 'slow'
	| 'drip'
	| 'hang'
	| 'reset'
	| 'refused'
	| 'busy'
	| `status${number}`
	| 'empty'
	/** A success that says in its body that it is none. */
	| 'failureIn200'
	/** A success whose body ends in the middle. */
	| 'brokenOff'
	/** The integration is missing from lists. */
	| 'missing';

/** What happens in a history, in the order of its times. Milliseconds since its beginning. */
export type Step = { readonly atMs: number } & (
	| {
			readonly do: 'occur';
			readonly event: string;
			readonly of: number;
			readonly agoMs: number;
			readonly times: number;
	  }
	/** An error occurs once so many requests of the next poll were answered, while it still reads. */
	| {
			readonly do: 'occurInPoll';
			readonly event: string;
			readonly of: number;
			readonly afterRequests: number;
	  }
	| { readonly do: 'change'; readonly what: string; readonly of: number }
	| {
			readonly do: 'fault';
			readonly kind: FaultKind;
			/** An integration's place, every request, or lists of integrations only. */
			readonly of: number | 'all' | 'lists';
			readonly forMs: number;
			/** Share of the requests that it strikes. */
			readonly share: number;
			/** How slow, or after how long a 429 says to come back (0: it does not say). */
			readonly ms: number;
	  }
	/** The list changes each time one of its pages was read. */
	| { readonly do: 'moveLists'; readonly forMs: number }
	| { readonly do: 'kill'; readonly downMs: number }
	/** n8n dies when it next stores a cursor of a poll that returned something. */
	| { readonly do: 'killAfterStoring'; readonly downMs: number }
	/** n8n's database refuses the next execution. */
	| { readonly do: 'refuseExecution' }
	| { readonly do: 'publish'; readonly watch: Watch; readonly mode: WorkflowActivateMode }
	| { readonly do: 'renewToken' }
	| { readonly do: 'otherAccount' }
	| { readonly do: 'skew'; readonly ms: number }
	/** From now on the platform's responses say another time than it is there. */
	| { readonly do: 'date'; readonly aheadMs: number }
);

/** A life of a trigger: what is simulated, and what happens. As JSON it is all that a replay needs. */
export interface History {
	readonly seed: number;
	/** The named scenario it was made by. */
	readonly scenario: string;
	readonly platform: string;
	readonly n8n: N8nSetup;
	readonly integrations: number;
	readonly switches: Readonly<Record<string, unknown>>;
	readonly watch: Watch;
	/** Errors of each event and integration that exist before the first publication. */
	readonly existing: number;
	readonly skewMs: number;
	/** Sorted by time; the first publication is at 0. */
	readonly steps: readonly Step[];
	/** After this nothing goes wrong any more. */
	readonly endMs: number;
}

export type FailureKind =
	| 'lost'
	| 'repeated'
	/** What was known at the baseline, or was not watched, was emitted. */
	| 'old'
	/** Emitted although it was muted. */
	| 'muted'
	/** Emitted long after it could have been, or not within an hour. */
	| 'late'
	/** Something was wrong for many ticks, and nobody could see it. */
	| 'silent'
	/** An outage that the trigger emits began or ended wrongly, or did not end. */
	| 'outage'
	| 'failed-forever'
	/** A request that the platform's document does not allow. */
	| 'forbidden'
	/** The simulation met what it does not know. */
	| 'defect';

export interface Failure {
	readonly kind: FailureKind;
	readonly text: string;
}
