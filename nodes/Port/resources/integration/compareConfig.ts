import type { IDataObject } from 'n8n-workflow';
import { countBy, isEqual } from 'lodash';

import { isRecord, operation, recordsIn, textOf, withStoredValues } from '../../../../core';
import type { ApiClient } from '../../../../core';
import { additionalQuery } from '../../fields';
import { integration } from '../../locators';
import { redact } from '../../platform';
import { storedIntegration } from '../../reading/integrations';
import { mappingOf, storedWithMapping } from '../../reading/mapping';
import { config } from './changeFields';
import { checkConfig, configMode, needsStored, wholeConfig } from './mapping';
import type { MappingChange } from './mapping';

/** GET /integration/{identifier}: what Update Config would change with the same fields. Nothing is written. */
export const compareConfig = operation({
	name: 'Compare Config',
	action: 'Compare config of integration',
	description: 'See what Update Config would change in the stored mapping, path by path. Changes nothing.',
	fields: { integrationId: integration, mode: configMode, config, additionalQuery },
	check: checkConfig,
	// Each side is without its secrets before it is compared; once more, jq such as `.has_secret==true` would be taken for one.
	keepsSecrets: () => true,
	run: async (api, { integrationId, additionalQuery: query, ...change }) => {
		const read = needsStored([change]) ? storedWithMapping : storedIntegration;
		return compared(api, await read(api, integrationId, query), { integrationId, ...change });
	},
});

type Value = IDataObject[string];

/** A value of a mapping, and the same without its secrets. */
interface Side {
	readonly value: Value;
	readonly shown: Value;
}

const ABSENT: Side = { value: undefined, shown: undefined };

function compared(
	api: ApiClient,
	stored: IDataObject,
	{ integrationId, ...change }: MappingChange & { readonly integrationId: string },
): IDataObject {
	const before = mappingOf(api, integrationId, stored, 'So nothing can be compared with it.');
	const after = withStoredValues({ config: wholeConfig(before, [change]) }, stored)['config'];
	const changes = [...differences(sideOf(before), sideOf(after), '')];
	const { added = 0, changed = 0, removed = 0, reordered = 0 } = countBy(changes, 'change');
	const counts = { added, changed, removed, reordered };
	return { integrationId, hasChanges: changes.length > 0, ...counts, changes };
}

function sideOf(mapping: unknown): Side {
	const config = isRecord(mapping) ? mapping : {};
	return { value: config, shown: redact({ config })['config'] };
}

/** From the outside in, the paths of the stored mapping first. */
function* differences(stored: Side, given: Side, path: string): Generator<IDataObject> {
	if (isEqual(stored.value, given.value)) return;
	const [before, after] = [partsOf(stored, path), partsOf(given, path)];
	if (before === undefined || after === undefined || before.size + after.size === 0) {
		yield { path, change: kindOf(stored, given), stored: shownIn(stored), given: shownIn(given) };
		return;
	}
	const names = [...before.keys()].filter((name) => after.has(name));
	const givenNames = [...after.keys()].filter((name) => before.has(name));
	if (Array.isArray(given.value) && !isEqual(names, givenNames)) {
		yield { path, change: 'reordered', stored: names, given: givenNames };
	}
	for (const name of new Set([...before.keys(), ...after.keys()])) {
		yield* differences(before.get(name) ?? ABSENT, after.get(name) ?? ABSENT, name);
	}
}

function kindOf(stored: Side, given: Side): string {
	if (stored.value === undefined) return 'added';
	return given.value === undefined ? 'removed' : 'changed';
}

function shownIn({ shown }: Side): Value {
	return shown ?? null;
}

/** What can differ by itself, by its path: the keys of a record, the records of a list. Undefined of what is one value. */
function partsOf({ value, shown }: Side, path: string): ReadonlyMap<string, Side> | undefined {
	if (value === undefined) return new Map();
	if (isRecord(value)) {
		const safe = isRecord(shown) ? shown : {};
		return new Map(
			Object.keys(value).map((key) => [pathOf(path, key), { value: value[key], shown: safe[key] }]),
		);
	}
	if (!Array.isArray(value) || !value.every(isRecord)) return undefined;
	const safe = Array.isArray(shown) ? shown : [];
	const names = path === 'resources' ? kindNames(recordsIn(value)) : value.map((_, index) => String(index));
	return new Map(
		names.map((name, index) => [`${path}[${name}]`, { value: value[index], shown: safe[index] }]),
	);
}

/** By its kind, so that one more resource does not make all those after it differ; several of a kind are counted. */
function kindNames(resources: readonly IDataObject[]): string[] {
	const taken = new Set<string>();
	return resources.map((resource) => {
		const kind = textOf(resource['kind']) ?? 'no kind';
		let name = kind;
		for (let count = 2; taken.has(name); count += 1) name = `${kind} ${count}`;
		taken.add(name);
		return name;
	});
}

function pathOf(path: string, key: string): string {
	if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
	return path === '' ? key : `${path}.${key}`;
}
