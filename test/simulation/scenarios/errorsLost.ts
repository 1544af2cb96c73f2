import type { Watch } from '../platforms/PlatformModel';
import { DAY_MS, MINUTE_MS, SECOND_MS, type Plan, type Scenario } from './building';

const both = ['default', 'durable'] as const;

/** Outages that keep every request from being answered well. */
const OUTAGES = ['refused', 'reset', 'status503', 'status500', 'hang'] as const;

/** Errors lost or late, in silence: the numbers are those of the list in docs/decisions/simulation.md. */
export const errorsLost: readonly Scenario[] = [
	{
		name: 'restart-in-outage',
		about: '1.1',
		weight: 3,
		pollers: ['default'],
		make(plan) {
			const { dice } = plan;
			const downMs = dice.integer(5, 60) * SECOND_MS;
			plan.errors(3, 2 * MINUTE_MS, 5 * MINUTE_MS);
			plan.fault(5 * MINUTE_MS, dice.pick(OUTAGES), { forMs: dice.integer(3, 8) * MINUTE_MS });
			plan.kill(5 * MINUTE_MS + dice.integer(1, 60) * SECOND_MS, downMs);
			plan.errors(3, 6 * MINUTE_MS, 18 * MINUTE_MS);
			if (dice.chance(0.5)) plan.kill(16 * MINUTE_MS, 10 * SECOND_MS);
		},
	},
	{
		name: 'poll-longer-than-interval',
		about: '1.2',
		weight: 3,
		pollers: ['default'],
		make(plan) {
			plan.integrations = plan.dice.integer(16, 22);
			plan.fault(2 * MINUTE_MS, 'slow', { forMs: 30 * MINUTE_MS, ms: plan.dice.integer(18, 24) * SECOND_MS });
			plan.existing = 0;
			plan.errors(4, 3 * MINUTE_MS, 10 * MINUTE_MS);
			plan.occur(3 * MINUTE_MS, { of: plan.integrations - 1 });
			plan.endMs = 24 * MINUTE_MS;
		},
	},
	{
		name: 'drip',
		about: '1.3',
		weight: 3,
		pollers: both,
		make(plan) {
			const { dice } = plan;
			const of = dice.chance(0.5) ? 'all' : plan.aPlace();
			plan.fault(2 * MINUTE_MS, 'drip', { of, forMs: dice.integer(1, 3) * MINUTE_MS });
			plan.errors(5, 3 * MINUTE_MS, 20 * MINUTE_MS);
			plan.endMs = 25 * MINUTE_MS;
		},
	},
	{
		name: 'one-never-answers',
		about: '1.4',
		weight: 3,
		pollers: both,
		make(plan) {
			plan.integrations = 2;
			const of = plan.dice.integer(0, 1);
			plan.fault(2 * MINUTE_MS, 'hang', { of, forMs: 20 * MINUTE_MS });
			for (let minute = 3; minute < 6; minute += 1) plan.occur(minute * MINUTE_MS, { of: 1 - of });
			plan.errors(2, 3 * MINUTE_MS, 10 * MINUTE_MS);
		},
	},
	{
		name: 'one-refused',
		about: '1.5',
		weight: 3,
		pollers: both,
		make(plan) {
			const { dice } = plan;
			plan.integrations = 2;
			const of = dice.integer(0, 1);
			plan.fault(
				2 * MINUTE_MS,
				plan.platform === 'port' ? 'status403' : dice.pick(['status403', 'status404']),
				{ of, forMs: 45 * MINUTE_MS },
			);
			for (let minute = 5; minute < 20; minute += 5) plan.occur(minute * MINUTE_MS, { of: 1 - of });
		},
	},
	{
		name: 'all-out-for-long',
		about: '1.5',
		weight: 3,
		pollers: both,
		make(plan) {
			const { dice } = plan;
			const whenUnreachable = dice.pick(['failHourly', 'emit', 'failEachPoll', 'failEachPoll'] as const);
			plan.watch = { ...plan.watch, options: { whenUnreachable } };
			const endMs = dice.integer(30, 70) * MINUTE_MS;
			plan.fault(2 * MINUTE_MS, dice.pick(OUTAGES), { forMs: endMs - 2 * MINUTE_MS });
			plan.errors(4, MINUTE_MS, endMs + 5 * MINUTE_MS);
		},
	},
	{
		name: 'published-again',
		about: '1.6',
		weight: 4,
		pollers: both,
		make(plan) {
			const { dice } = plan;
			const atMs = 5 * MINUTE_MS + dice.integer(0, 59) * SECOND_MS;
			const { events } = plan.watch;
			const other = { ...plan.watch, ...changed(plan) };
			plan.errors(6, 2 * MINUTE_MS, 8 * MINUTE_MS);
			plan.occur(atMs - 2 * SECOND_MS, { of: 0 });
			plan.publish(atMs, other, dice.pick(['update', 'activate']));
			if (dice.chance(0.5)) plan.publish(atMs + 3 * MINUTE_MS, { events });
		},
	},
	{
		name: 'clock-ahead',
		about: '1.7',
		weight: 3,
		pollers: both,
		make(plan) {
			const { dice } = plan;
			plan.skewMs = dice.pick([15, 30, -15, 90, -90, 11]) * MINUTE_MS;
			plan.errors(5, MINUTE_MS, 8 * MINUTE_MS);
			if (dice.chance(0.3)) plan.at(6 * MINUTE_MS, { do: 'skew', ms: 0 });
		},
	},
	{
		name: 'wrong-date',
		about: '1.7',
		weight: 2,
		pollers: both,
		make(plan) {
			const { dice } = plan;
			const aheadMs = dice.pick([-30 * 24, -8, 9, 30 * 24]) * 60 * MINUTE_MS;
			const pairs = dice.integer(1, 4);
			for (let pair = 0; pair < pairs; pair += 1) {
				const atMs = (3 + 2 * pair) * MINUTE_MS + dice.integer(0, 59) * SECOND_MS;
				plan.at(atMs, { do: 'date', aheadMs });
				plan.at(atMs + dice.integer(1, 90) * SECOND_MS, { do: 'date', aheadMs: 0 });
			}
			plan.errors(8, MINUTE_MS, 12 * MINUTE_MS);
		},
	},
	{
		name: 'before-first-cursor',
		about: '1.8',
		weight: 3,
		pollers: ['durable'],
		make(plan) {
			plan.occur(5 * SECOND_MS);
			plan.occur(10 * SECOND_MS);
			plan.kill(12 * SECOND_MS, plan.dice.integer(10, 180) * SECOND_MS);
			plan.errors(3, 30 * SECOND_MS, 6 * MINUTE_MS);
		},
	},
	{
		name: 'count-falls',
		about: '1.9',
		weight: 2,
		pollers: both,
		platforms: ['celigo'],
		make(plan) {
			plan.watch = { ...plan.watch, events: ['newErrorsPerFlow'] };
			plan.switches = { lastErrorAt: plan.dice.pick(['absent', 'null', 'present']) };
			for (let made = 0; made < 4; made += 1)
				plan.occur(2 * MINUTE_MS + made * 10 * SECOND_MS, { event: 'newError', of: 0 });
			plan.at(5 * MINUTE_MS, { do: 'change', what: 'resolveMost', of: 0 });
			plan.kill(7 * MINUTE_MS, 3 * MINUTE_MS);
			plan.occur(8 * MINUTE_MS, { event: 'newError', of: 0 });
		},
	},
	{
		name: 'copied-node',
		about: '1.15',
		weight: 2,
		pollers: both,
		make(plan) {
			plan.nodes = 2;
			plan.errors(4, MINUTE_MS, 6 * MINUTE_MS);
		},
	},
	{
		name: 'other-process-first',
		about: '1.15',
		weight: 2,
		pollers: ['durable'],
		make(plan) {
			plan.mains = 2;
			plan.occur(5 * SECOND_MS);
			plan.occur(20 * SECOND_MS);
			plan.errors(3, MINUTE_MS, 6 * MINUTE_MS);
			if (plan.dice.chance(0.5)) plan.kill(2 * SECOND_MS, 3 * SECOND_MS);
		},
	},
	{
		name: 'many-in-one-second',
		about: '1.16',
		weight: 0.02,
		pollers: both,
		platforms: ['celigo'],
		make(plan) {
			// Each poll reads all of them again: few polls, or one such history takes as long as a thousand others.
			plan.watch = { ...plan.watch, events: ['newError'], options: { mostEvents: 10_000 } };
			plan.integrations = 1;
			plan.existing = 0;
			plan.occur(2 * MINUTE_MS + 1, { of: 0, times: 23_000 });
			plan.endMs = 3 * MINUTE_MS;
		},
	},
	{
		name: 'long-stop',
		about: '1.1',
		weight: 1,
		pollers: both,
		make(plan) {
			const days = plan.dice.integer(1, 90);
			plan.kill(4 * MINUTE_MS, days * DAY_MS);
			plan.errors(6, 2 * MINUTE_MS, days * DAY_MS);
		},
	},
];

/** What a person may change and still watch the same integrations, or some of them. */
function changed({ dice, integrations, platform }: Plan) {
	const place = dice.integer(0, integrations - 1);
	return dice.pick<Partial<Watch>>([
		{ only: [place] },
		{ variant: 1 },
		{ only: [place], variant: 1 },
		{ only: platform === 'port' ? [0, 1] : [0] },
	]);
}
