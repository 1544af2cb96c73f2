import { isIPv4, isIPv6 } from 'node:net';

import type { Entity } from './records';

/** An entity as the server tells it (section 3.4). */
export interface ParsedEntity extends Entity {
	types: string[];
	displayValue: string;
	isIP: boolean;
	isIPv4: boolean;
	isIPv6: boolean;
	isPrivateIP: boolean;
	isDomain: boolean;
	isURL: boolean;
	isEmail: boolean;
	isHash: boolean;
	isHex: boolean;
	isMD5: boolean;
	isSHA1: boolean;
	isSHA256: boolean;
	isSHA512: boolean;
	hashType: string;
	channels: Array<{ channel_name: string; id: number }>;
}

const kinds: ReadonlyArray<readonly [type: string, pattern: RegExp]> = [
	['url', /\bhttps?:\/\/[^\s"'<>]+/gi],
	['email', /\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/g],
	['IPv4CIDR', /\b\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}\b/g],
	['IPv4', /\b\d{1,3}(?:\.\d{1,3}){3}\b/g],
	['MAC', /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi],
	['IPv6', /(?<![\w:])[0-9a-f:]*:[0-9a-f:]*:[0-9a-f]+\b/gi],
	['cve', /\bCVE-\d{4}-\d{4,}\b/gi],
	['SHA512', /\b[a-f0-9]{128}\b/gi],
	['SHA256', /\b[a-f0-9]{64}\b/gi],
	['SHA1', /\b[a-f0-9]{40}\b/gi],
	['MD5', /\b[a-f0-9]{32}\b/gi],
	['domain', /\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b/gi],
];

/** The entities of a text, each once. What one kind has claimed is not looked at again by the kinds after it. */
export function entitiesIn(text: string): ParsedEntity[] {
	const found = new Map<string, ParsedEntity>();
	let rest = text;
	for (const [type, pattern] of kinds) {
		rest = rest.replace(pattern, (value) => {
			if ((type === 'IPv4' && !isIPv4(value)) || (type === 'IPv6' && !isIPv6(value))) return value;
			if (!found.has(value)) found.set(value, entity(value, type));
			return ' ';
		});
	}
	return [...found.values()];
}

function entity(value: string, type: string): ParsedEntity {
	const isHash = /^(MD5|SHA)/.test(type);
	return {
		value,
		type: isHash ? 'hash' : type,
		types: isHash ? ['hash', type] : [type],
		displayValue: value,
		isIP: type === 'IPv4' || type === 'IPv6',
		isIPv4: type === 'IPv4',
		isIPv6: type === 'IPv6',
		isPrivateIP: type === 'IPv4' && /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(value),
		isDomain: type === 'domain',
		isURL: type === 'url',
		isEmail: type === 'email',
		isHash,
		isHex: isHash,
		isMD5: type === 'MD5',
		isSHA1: type === 'SHA1',
		isSHA256: type === 'SHA256',
		isSHA512: type === 'SHA512',
		hashType: isHash ? type : '',
		channels: [{ channel_name: 'General', id: -1 }],
	};
}
