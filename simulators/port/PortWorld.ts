import { capitalize, cloneDeepWith } from 'lodash';

import { json, noContent, type Answer, type Clock } from '../switchboard';

import type { Installation, PortState } from './PortState';
import type { Integration } from './records';
import type { Refusals } from './refusals';
import type { Resyncs } from './Resyncs';
import type { PortSwitches } from './switches';
import type { Tokens } from './tokens';

/** What every route file works with: the look-ups that end in 404, and the answers in the form that the switches ask for. */
export class PortWorld {
	private traces = 0;

	constructor(
		readonly state: PortState,
		readonly resyncs: Resyncs,
		readonly tokens: Tokens,
		readonly switches: PortSwitches,
		readonly refusals: Refusals,
		readonly clock: Clock,
	) {}

	/** @throws Refused 404 */
	installation(identifier: string, byField = 'installationId'): Installation {
		const found =
			byField === 'logIngestId'
				? [...this.state.installations.values()].find(
						({ record }) => record.logAttributes?.ingestId === identifier,
					)
				: this.state.installations.get(identifier);
		if (found === undefined) throw this.refusals.notFound('Integration', byField, identifier);
		return found;
	}

	/** An answer with its trace and the organization's rate limit. */
	answer(status: number, body: unknown): Answer {
		this.traces += 1;
		return json(status, this.written(body), {
			'x-trace-id': `trace-${this.traces}`,
			...this.rateLimitHeaders(),
		});
	}

	/** `{ok, integration}`, or the bare record. */
	one(status: number, { record }: Installation): Answer {
		const shown = this.shown(record);
		return this.answer(
			status,
			this.switches.wrapping === 'wrapped' ? { ok: true, integration: shown } : shown,
		);
	}

	/** `{ok, [key]: rows}`, or the bare rows. */
	many(key: string, rows: readonly unknown[], more: Record<string, unknown> = {}): Answer {
		return this.answer(200, this.switches.wrapping === 'wrapped' ? { ok: true, ...more, [key]: rows } : rows);
	}

	/** The answer of a change: the integration, or nothing at all. */
	changed(status: number, installation: Installation): Answer {
		return this.switches.changeAnswer === 'empty' ? noContent() : this.one(status, installation);
	}

	shown(record: Integration): Integration {
		if (this.switches.optionalFields === 'minimal') return { installationId: record.installationId };
		const { installationAppType, integrationType, ...rest } = record;
		const { typeKey, realStatus } = this.switches;
		return {
			...rest,
			...(typeKey !== 'integrationType' && { installationAppType }),
			...(typeKey !== 'installationAppType' && { integrationType }),
			...(realStatus === 'present' && { status: record.status ?? 'ACTIVE' }),
		};
	}

	/** States and counts as the switches have them. */
	private written(body: unknown): unknown {
		const { states, counts } = this.switches;
		if (states === 'documented' && counts === 'numbers') return body;
		const asWritten = (value: unknown, key: unknown) => {
			const isState = key === 'status' || key === 'syncState';
			if (states === 'capitalized' && isState && typeof value === 'string') return capitalize(value);
			const isCount = key === 'object_count' || key === 'success';
			return counts === 'texts' && isCount ? String(value) : undefined;
		};
		return cloneDeepWith(body, asWritten);
	}

	private rateLimitHeaders(): Record<string, string> {
		const { rateLimitHeaders, rateLimit } = this.switches;
		if (rateLimitHeaders === 'none' || rateLimit === 'off') return {};
		const periodSeconds = 300;
		const endsAt = Math.ceil(this.clock.now() / 1000) + periodSeconds;
		return {
			'x-ratelimit-period': String(periodSeconds),
			'x-ratelimit-limit': '15000',
			'x-ratelimit-remaining': '14999',
			'x-ratelimit-reset': String(rateLimitHeaders === 'epoch' ? endsAt : periodSeconds),
		};
	}
}
