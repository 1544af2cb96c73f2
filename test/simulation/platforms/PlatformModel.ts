import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';

import type { Clock, InMemoryServer } from '../../../simulators/switchboard';
import type { Dice } from '../time/random';

/** What a person chose to watch. */
export interface Watch {
	/** The trigger's events, by their values. */
	readonly events: readonly string[];
	/** The only integrations that are watched, by their place; all where there are none. */
	readonly only: readonly number[];
	/** Integrations that are not watched although they would be, by their place. */
	readonly excluded: readonly number[];
	/** A field of the event that changes nothing of what is watched before and after. */
	readonly variant: 0 | 1;
	/** Whether the integration is chosen by its name, where one can be. */
	readonly isByName: boolean;
	/** Events that are muted, as far as the fingerprint of each is known from what was emitted; none where it is left out. */
	readonly muted?: readonly string[];
	/** Whatever the trigger has under Options. */
	readonly options: INodeParameters;
}

/** Something that happened at a platform and that a trigger may have to emit. */
export interface Fact {
	/** What the emitted event of it is recognized by; rises of one count share theirs. */
	readonly key: string;
	/** The trigger's event. */
	readonly event: string;
	/** The integration's place; null where the whole account is the source. */
	readonly integration: number | null;
	/** True where the platform shows a number only: one event may stand for several facts, but each fact needs one. */
	readonly isRise: boolean;
	/** What of the platform this replaced: an older fact with the same text cannot be read any more. */
	readonly replaces?: string;
	/**
	 * What changed to and fro: where the change before was not emitted yet, a poll may find it as it was, and neither need be
	 * emitted.
	 */
	readonly turns?: string;
}

/** The event of integrations that fail and work again. */
export const HEALTH = 'healthChanged';
export const healthTraits: EventTraits = {
	lateWindowMs: 0,
	readWithinMs: 0,
	isChoosable: true,
	hasManyFingerprints: true,
	isPlayedAlone: true,
};

/** One account at a platform, in memory. */
export interface Account {
	readonly server: InMemoryServer;
	/** What the person typed into each credential. */
	readonly typed: Readonly<Record<string, ICredentialDataDecryptedObject>>;
	/** Takes the token away and returns what the person types instead. */
	renew(): Readonly<Record<string, ICredentialDataDecryptedObject>>;
	/** Something goes wrong now; it occurred so long ago, and shows only now. */
	occur(event: string, integration: number, agoMs: number, dice: Dice): Fact[];
	/** Something that the platform's people do, which is no error: see the platform's list. */
	change(what: string, integration: number, dice: Dice): void;
	/** Another integration stands before those that are in the list, so that these move, where a list has several pages. */
	moveList(): Fact[];
	/** Whether a request reads this integration's own lists. */
	concerns(url: string, integration: number): boolean;
	/** Whether a request reads a list of integrations. */
	isList(url: string): boolean;
}

/** A platform as histories know it: what its trigger can watch, and how its world is made. */
export interface PlatformModel {
	readonly name: string;
	readonly trigger: readonly [path: string, name: string];
	readonly credentialTypes: ReadonlyArray<readonly [path: string, name: string]>;
	/** Events whose errors can be made, with how late they may appear and how long they may take to be read. */
	readonly events: Readonly<Record<string, EventTraits>>;
	/** Changes of the platform's people, and what each means for what was there before. */
	readonly changes: Readonly<Record<string, ChangeTraits>>;
	/** Switches of the simulator for points that are not certain and change nothing of what is to be emitted, with what each may be. */
	readonly readings: Readonly<Record<string, readonly unknown[]>>;
	/** Events that are known by their ID alone, so that they can be found in an item that stands for many. */
	readonly knownById: readonly string[];
	/** Whether a success without a body is how the platform shows a list of nothing, so that all integrations are missing from it. */
	readonly takesEmptyAsNone?: boolean;
	/** How long the trigger may send nothing after a 429 that does not say. */
	readonly pauseMs: number;
	open(clock: Clock, options: AccountOptions): Promise<Account>;
	parameters(watch: Watch, integrationIds: readonly string[]): INodeParameters;
	integrationId(place: number): string;
	/** Which fact an emitted event is of. */
	keyOf(item: IDataObject): string;
}

export interface ChangeTraits {
	/** Events whose errors are not shown any more after it. */
	readonly takesBack?: readonly string[];
	/** Events whose errors an unwatched integration may bring into one that is watched. */
	readonly bringsAlong?: readonly string[];
}

export interface EventTraits {
	/** Whether what other events are of changes it, too. */
	readonly isPlayedAlone?: boolean;
	readonly lateWindowMs: number;
	/** Beside the next poll: where quiet sources are read seldom. */
	readonly readWithinMs: number;
	/** Whether integrations can be chosen. */
	readonly isChoosable: boolean;
	/** Whether its errors have several fingerprints, so that nobody can say which of them are muted. */
	readonly hasManyFingerprints?: boolean;
	/** How long the platform shows an error, where it is not for ever. */
	readonly shownForMs?: number;
	/** Whether one list has the errors of all integrations, so that those that are not chosen are read, too. */
	readonly isOneList?: boolean;
	/** Whether the list that is read has the errors of the integrations that are excluded, too, until one is chosen. */
	readonly isExcludedRead?: boolean;
}

export interface AccountOptions {
	readonly integrations: number;
	/** Tells one account from another. */
	readonly number: number;
	/** Events that are watched at any time. */
	readonly events: readonly string[];
	/** Switches of the simulator. */
	readonly switches: Readonly<Record<string, unknown>>;
}
