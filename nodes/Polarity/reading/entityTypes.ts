import type { IDataObject } from 'n8n-workflow';

import { textOf } from '../../../core';

const ANY = '*';

/** The types that are not an integration's own: any other is a custom one, with its prefix or without. */
const STANDARD = /^(\*|ip|ipv4cidr|mac|hash|cve|domain|email|string|url|custom)$/;

/**
 * Whether an integration of these types takes an entity; undefined takes all. `*` does, too, and a general type (IP, hash, custom)
 * takes those that belong to it. Of what is only known by its general type, it may be any, as may what has no type.
 */
export function acceptsEntity(types: readonly string[] | undefined, entity: IDataObject): boolean {
	if (types === undefined) return true;
	const own = typesOf(entity);
	return own.length === 0 || types.some((type) => own.some((each) => isMeantBy(comparable(type), each)));
}

/** What an entity says that it is, without general types of which it names a particular one. */
function typesOf(entity: IDataObject): string[] {
	const further: unknown = entity['types'];
	const named: unknown[] = [
		entity['type'],
		...(Array.isArray(further) ? further : []),
		entity['IPType'],
		entity['hashType'],
	];
	const types = named.flatMap((type) => textOf(type) ?? []).map(comparable);
	const general = new Set(types.map(generalOf));
	return types.filter((type) => !general.has(type));
}

function isMeantBy(accepted: string, type: string): boolean {
	return [type, generalOf(type), ANY].includes(accepted) || generalOf(accepted) === type;
}

/** In lower case and without the prefix: integrations declare the key of a custom type alone, entities have `custom.key`. */
function comparable(type: string): string {
	return type.toLowerCase().replace(/^custom\./, '');
}

function generalOf(type: string): string | undefined {
	if (/^ipv[46]$/.test(type)) return 'ip';
	if (/^(md5|sha\d+)$/.test(type)) return 'hash';
	return STANDARD.test(type) ? undefined : 'custom';
}
