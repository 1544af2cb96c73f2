import { omit } from 'lodash';

import type { Answer, CallContext, Clock, QueryReader, RecordedRequest } from '../switchboard';

import type { BatchRuns } from './BatchRuns';
import type { Farm } from './Farm';
import type { GestalState } from './GestalState';
import { pageOf } from './lists';
import { withLongNumbers } from './longIds';
import type { Installation, Integration } from './records';
import type { Refusals } from './refusals';
import { installationOf } from './signers';
import type { GestalSwitches } from './switches';

/** What every route file works with: look-ups that end in 404, answers in the form that the switches ask for. */
export class GestalWorld {
	private recentMs: number[] = [];

	private quietUntilMs = 0;

	constructor(
		readonly state: GestalState,
		readonly batches: BatchRuns,
		readonly switches: GestalSwitches,
		readonly refusals: Refusals,
		readonly clock: Clock,
	) {}

	integration(id: string): Integration {
		return this.find(this.state.integrations, 'Integration', id);
	}

	installation(id: string): Installation {
		const installation = this.find(this.state.installations, 'Installation', id);
		if (!installation.activated) throw this.refusals.notFound('Installation', id);
		return installation;
	}

	/** The installation that signed the request; the guard has seen to it that there is one. */
	signer(request: RecordedRequest): Installation {
		const installation = installationOf(this, request.authorization);
		if (installation === undefined) throw this.refusals.with(401, 'unauthorized', 'Bad credentials');
		return installation;
	}

	farm(request: RecordedRequest): Farm {
		return this.state.farm(this.signer(request).cloud_id);
	}

	find<Kind>(records: ReadonlyMap<string, Kind>, what: string, id: string): Kind {
		const record = records.get(id);
		if (record === undefined) throw this.refusals.notFound(what, id);
		return record;
	}

	/** What of a received object is known; the rest is ignored, or the whole refused, as the switch says. */
	known<Draft extends object>(call: CallContext, draft: Draft, names: readonly string[]): Partial<Draft> {
		const unknown = Object.keys(draft).filter((name) => !names.includes(name));
		if (unknown.length === 0) return draft;
		const message = `${unknown.join(', ')} is not known`;
		if (this.switches.unknownAttributes === 'refused') throw this.refusals.invalid(message, 'invalidBody');
		call.violation('ignoredBody', message);
		return omit(draft, unknown);
	}

	one(status: number, value: unknown): Answer {
		return { status, body: this.written(value) };
	}

	/** A page of a list; `generation` decides its meta. */
	page(
		rows: readonly unknown[],
		query: QueryReader,
		generation: 'seed' | 'current',
		{ perPage = 100, unlisted = 0 } = {},
	): Answer {
		const { pageTotal, nextPage, largePages, emptyListPages, largestPage: largest } = this.switches;
		if (generation === 'seed' && largePages === 'refused' && (query.number('per_page') ?? 0) > largest) {
			throw this.refusals.invalid(`per_page is at most ${largest}`);
		}
		const withPageTotal = pageTotal === 'always' || (pageTotal === 'currentOnly' && generation === 'current');
		const fewestPages = emptyListPages === 'none' ? 0 : 1;
		const told = { withPageTotal, namesNext: nextPage === 'named', unlisted };
		return this.one(200, pageOf(rows, query, { ...told, perPage, largest, fewestPages }));
	}

	/** One record of the current site, wrapped as the switch says. */
	currentOne(status: number, value: unknown): Answer {
		switch (this.switches.currentOne) {
			case 'object':
				return this.one(status, value);
			case 'array':
				return this.one(status, [value]);
			case 'dataObject':
				return this.one(status, { data: value });
			case 'dataArray':
				return this.one(status, { data: [value] });
		}
	}

	/** A list of the current site, wrapped as the switch says. */
	currentList(rows: readonly unknown[], query: QueryReader, unlisted = 0): Answer {
		const { currentList, bareListPaging, largestPage: largest } = this.switches;
		if (currentList === 'dataMeta') return this.page(rows, query, 'current', { unlisted });
		const paged = pageOf(rows, query, { perPage: 100, largest, withPageTotal: false }).data;
		const data = bareListPaging === 'heeded' ? paged : rows;
		const [only] = data;
		const isOne = data.length === 1 && (currentList === 'object' || currentList === 'dataObject');
		const shown = isOne ? only : data;
		return this.one(200, currentList === 'array' || currentList === 'object' ? shown : { data: shown });
	}

	/** Throws when too many requests came lately, and from then on until the quiet time is over. */
	countForFlood(): void {
		const { flood, quietMs } = this.switches;
		if (flood === 'off') return;
		const nowMs = this.clock.now();
		if (nowMs < this.quietUntilMs) throw this.refusals.flooded();
		this.recentMs = [...this.recentMs.filter((ms) => nowMs - ms < flood.withinMs), nowMs];
		if (this.recentMs.length <= flood.requests) return;
		this.recentMs = [];
		this.quietUntilMs = nowMs + quietMs;
		throw this.refusals.flooded();
	}

	private written(value: unknown): string {
		return this.switches.longIds === 'number' ? withLongNumbers(value) : JSON.stringify(value);
	}
}
