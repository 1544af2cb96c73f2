import { describe, expect, test } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';

import type { AnyOperation, Field, FieldSet, Resource } from '../../core';
import type { AnyFeed } from '../../core/trigger';
import { feeds as celigoFeeds } from '../../nodes/Celigo/events';
import { resources as celigo } from '../../nodes/Celigo/resources';
import { feeds as ductapeFeeds } from '../../nodes/Ductape/events';
import { resources as ductape } from '../../nodes/Ductape/resources';
import { feeds as gestalFeeds } from '../../nodes/Gestal/events';
import { resources as gestal } from '../../nodes/Gestal/resources';
import { feeds as polarityFeeds } from '../../nodes/Polarity/events';
import { resources as polarity } from '../../nodes/Polarity/resources';
import { feeds as portFeeds } from '../../nodes/Port/events';
import { resources as port } from '../../nodes/Port/resources';
import type { PollSession } from '../engine';
import { CeligoBench, chosen } from './Celigo/bench';
import { DuctapeBench } from './Ductape/bench';
import { GestalBench } from './Gestal/bench';
import { PolarityBench } from './Polarity/bench';
import { PortBench } from './Port/bench';

/** What is left empty by hand means all, none, or the one in the item. An expression that gives nothing means none of that. */

const surroundings = { timeZone: 'Europe/Berlin', item: { flowId: 'f', stepId: 's', errorId: '1' } };
const NOTHING = ['={{ $json.none }}', '={{ null }}', "={{ '' }}", "={{ ' ' }}"];

/** Optional pickers and lists, and what else says what it means when it is left empty. */
function saysWhatEmptyMeans({ picker, property }: Field<unknown>): boolean {
	const words = `${property.hint ?? ''} ${property.description ?? ''}`;
	const isEmptied = picker !== undefined || /leave .*empty/i.test(words);
	// Rows that are one expression, n8n drops.
	return property.required !== true && isEmptied && property.type !== 'fixedCollection';
}

/** An error without a retry data key has none to give: Retry says so of its item, and sends nothing. */
const MAY_HAVE_NONE = ['retryDataKeys'];

const fieldsOf = (fields: FieldSet) =>
	Object.entries(fields).filter(
		([name, field]) => saysWhatEmptyMeans(field) && !MAY_HAVE_NONE.includes(name),
	);

function pickersOf(resources: readonly Resource[], feeds: readonly AnyFeed[]) {
	const ofOperation = (resource: string, { name, fields }: AnyOperation) =>
		fieldsOf(fields).map(([field, own]) => [`${resource}: ${name}: ${field}`, own] as const);
	return [
		...resources.flatMap(({ name, operations }) => operations.flatMap((each) => ofOperation(name, each))),
		...feeds.flatMap(({ name, fields }) =>
			fieldsOf(fields).map(([field, own]) => [`${name}: ${field}`, own] as const),
		),
	];
}

describe.each([
	['Celigo', celigo, celigoFeeds],
	['Ductape', ductape, ductapeFeeds],
	['Gestal', gestal, gestalFeeds],
	['Polarity', polarity, polarityFeeds],
	['Port', port, portFeeds],
] as const)('%s', (_platform, resources, feeds) => {
	test.each(pickersOf(resources, feeds))('%s', (_field, field) => {
		for (const nothing of [undefined, null]) {
			expect(() => field.read(nothing, surroundings)).toThrow('has no value');
		}
	});
});

interface Started {
	readonly failure: (parameters: INodeParameters) => Promise<string>;
	readonly watch: (parameters: INodeParameters) => PollSession;
	readonly sent: () => readonly unknown[];
	readonly stop: () => Promise<void>;
}

const more = { items: [{ a: 1 }, { a: 2 }] };

/** A list of what one integration, or all of them, have. */
const lists: ReadonlyArray<readonly [platform: string, event: string, start: () => Promise<Started>]> = [
	[
		'Celigo',
		'newError',
		async () => {
			const bench = await CeligoBench.start();
			const failure = async (given: INodeParameters) => await bench.failure('flow.getMany', given, more);
			return {
				failure,
				watch: (given) => bench.watch(given),
				sent: () => bench.asked(),
				stop: async () => await bench.stop(),
			};
		},
	],
	[
		'Ductape',
		'failedRun',
		async () => {
			const bench = await DuctapeBench.start();
			const failure = async (given: INodeParameters) => await bench.failure('log', 'getMany', given, more);
			return {
				failure,
				watch: (given) => bench.watch(given),
				sent: () => bench.asked(),
				stop: async () => await bench.stop(),
			};
		},
	],
	[
		'Gestal',
		'integrationChanged',
		async () => {
			const bench = await GestalBench.start();
			const failure = async ({ integrationId }: INodeParameters) =>
				await bench.failure('accessKey', 'getMany', { installationId: integrationId ?? '' }, more);
			return {
				failure,
				watch: (given) => bench.watch(given),
				sent: () => bench.lines(),
				stop: async () => await bench.stop(),
			};
		},
	],
	[
		'Polarity',
		'newErrorOccurrence',
		async () => {
			const bench = await PolarityBench.start();
			const failure = async (given: INodeParameters) =>
				await bench.failure('integrationError', 'getMany', given, more);
			return {
				failure,
				watch: (given) => bench.watch(given),
				sent: () => bench.lines(),
				stop: async () => await bench.stop(),
			};
		},
	],
	[
		'Port',
		'resyncFailed',
		async () => {
			const bench = await PortBench.start();
			const failure = async (given: INodeParameters) =>
				await bench.failure('getMany', { resource: 'auditLog', ...given }, more);
			return {
				failure,
				watch: (given) => bench.watch(given),
				sent: () => bench.asked(),
				stop: async () => await bench.stop(),
			};
		},
	],
];

describe.each(lists)('of %s', (_platform, event, start) => {
	test.each(NOTHING)('a list of the integration %s is refused, and says of which item', async (given) => {
		const { failure, sent, stop } = await start();
		expect(await failure({ integrationId: chosen(given) })).toMatch(
			/'(Integration|Installation)' has no value \[item 0\].*Check the expression, or leave the field empty/,
		);
		expect(sent()).toEqual([]);
		await stop();
	});

	test('a trigger that such an expression is to tell its integration watches nothing', async () => {
		for (const given of ['={{ undefined }}', ...NOTHING.slice(1)]) {
			const { watch, sent, stop } = await start();
			const integrationId = chosen(given);
			const rows = [{ integrationId }];
			const session = watch({ events: [event], integrationId, integrations: { rows } });
			await expect(session.activate()).rejects.toThrow(/'Integration' (has no value|must not be empty)/);
			expect(sent()).toEqual([]);
			await stop();
		}
	});
});
