import { DAY_MS, MINUTE_MS, SECOND_MS, type Scenario } from './building';

const both = ['default', 'durable'] as const;

/** Errors emitted twice, or that nobody wanted. */
export const emittedTwice: readonly Scenario[] = [
	{
		name: 'older-cursor',
		about: '2.1',
		weight: 4,
		pollers: ['durable'],
		make(plan) {
			plan.longestLagMs = 90 * SECOND_MS;
			plan.errors(10, 5 * SECOND_MS, 12 * MINUTE_MS);
			if (plan.dice.chance(0.3)) plan.kill(6 * MINUTE_MS, 3 * MINUTE_MS);
		},
	},
	{
		name: 'registered-twice',
		about: '2.1',
		weight: 2,
		pollers: ['default'],
		make(plan) {
			plan.registrations = 2;
			plan.errors(6, MINUTE_MS, 8 * MINUTE_MS);
		},
	},
	{
		name: 'moving-list',
		about: '2.2',
		weight: 2,
		pollers: both,
		make(plan) {
			plan.integrations = plan.dice.integer(3, 7);
			plan.switches = {
				defaultPageSize: 2,
				maxPageSize: 2,
				largestPage: 2,
				nextLink: plan.dice.pick(['skip', 'skip', 'after']),
			};
			plan.at(MINUTE_MS, { do: 'moveLists', forMs: 5 * MINUTE_MS });
			plan.errors(8, MINUTE_MS, 6 * MINUTE_MS);
		},
	},
	{
		name: 'missing-from-list',
		about: '2.3',
		weight: 3,
		pollers: both,
		make(plan) {
			const of = plan.aPlace();
			plan.occur(MINUTE_MS, { of });
			plan.fault(3 * MINUTE_MS, 'missing', { of, forMs: plan.dice.integer(1, 6) * MINUTE_MS });
			plan.errors(4, 2 * MINUTE_MS, 12 * MINUTE_MS);
		},
	},
	{
		name: 'moved-flow',
		about: '2.3',
		weight: 3,
		pollers: both,
		platforms: ['celigo'],
		make(plan) {
			plan.watch = { ...plan.watch, events: [plan.dice.pick(['newError', 'failedJob', 'newErrorsPerFlow'])] };
			const of = plan.aPlace();
			for (let made = 0; made < 4; made += 1)
				plan.occur(MINUTE_MS + made * 30 * SECOND_MS, {
					event: plan.event === 'failedJob' ? 'failedJob' : 'newError',
					of,
				});
			plan.at(5 * MINUTE_MS, { do: 'change', what: 'moveFlow', of });
			plan.errors(3, 6 * MINUTE_MS, 9 * MINUTE_MS);
		},
	},
	{
		name: 'published-after-long-pause',
		about: '2.3',
		weight: 2,
		pollers: both,
		make(plan) {
			const days = plan.dice.integer(8, 90);
			plan.kill(4 * MINUTE_MS, days * DAY_MS);
			plan.errors(8, 2 * MINUTE_MS, days * DAY_MS);
			plan.publish(days * DAY_MS + 4 * MINUTE_MS + 1000, {}, plan.dice.pick(['activate', 'update']));
			plan.errors(2, days * DAY_MS + 10 * MINUTE_MS, days * DAY_MS + 14 * MINUTE_MS);
		},
	},
	{
		name: 'other-account',
		about: '2.4',
		weight: 3,
		pollers: both,
		// The others do not say whose a credential is.
		platforms: ['celigo', 'ductape', 'port'],
		make(plan) {
			plan.errors(3, MINUTE_MS, 3 * MINUTE_MS);
			plan.at(5 * MINUTE_MS + plan.dice.integer(0, 59) * SECOND_MS, { do: 'otherAccount' });
			plan.errors(4, 9 * MINUTE_MS, 12 * MINUTE_MS);
		},
	},
	{
		name: 'renewed-token',
		about: '2.4',
		weight: 3,
		pollers: both,
		make(plan) {
			const atMs = 5 * MINUTE_MS + plan.dice.integer(0, 59) * SECOND_MS;
			plan.errors(4, MINUTE_MS, 9 * MINUTE_MS);
			plan.occur(atMs - SECOND_MS);
			plan.at(atMs, { do: 'renewToken' });
			plan.occur(atMs + SECOND_MS);
			if (plan.dice.chance(0.5)) plan.publish(atMs + 5 * SECOND_MS);
		},
	},
];
