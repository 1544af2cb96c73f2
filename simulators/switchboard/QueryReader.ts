/** A query string whose names and shapes the route's schema has already checked. */
export class QueryReader {
	constructor(private readonly values: Readonly<Record<string, string | string[]>>) {}

	has(name: string): boolean {
		return this.values[name] !== undefined;
	}

	names(): string[] {
		return Object.keys(this.values);
	}

	text(name: string): string | undefined {
		return this.list(name)[0];
	}

	/** A repeated parameter; a single one is a list of one, an absent one an empty list. */
	list(name: string): string[] {
		const value = this.values[name];
		return value === undefined ? [] : [value].flat();
	}

	number(name: string): number | undefined {
		const value = this.text(name);
		return value === undefined ? undefined : Number(value);
	}

	/** `true` or `false` as text. */
	flag(name: string): boolean | undefined {
		const value = this.text(name);
		return value === undefined ? undefined : value === 'true';
	}

	/** `path?...` with the same parameters, some of them replaced: the address of another page. */
	link(path: string, replaced: Readonly<Record<string, string>>): string {
		const search = new URLSearchParams();
		for (const name of this.names()) {
			if (replaced[name] === undefined) for (const value of this.list(name)) search.append(name, value);
		}
		for (const [name, value] of Object.entries(replaced)) search.append(name, value);
		return search.size === 0 ? path : `${path}?${search}`;
	}

	/** Epoch milliseconds of an ISO 8601 time. */
	time(name: string): number | undefined {
		const value = this.text(name);
		return value === undefined ? undefined : Date.parse(value);
	}
}

/** JSON schemas for query parameters. Query values are always text, so numbers and flags are patterns. */
export const parameter = {
	text: { type: 'string', minLength: 1 },
	wholeNumber: { type: 'string', pattern: '^[0-9]+$' },
	positiveNumber: { type: 'string', pattern: '^[1-9][0-9]*$' },
	flag: { type: 'string', enum: ['true', 'false'] },
	isoTime: { type: 'string', format: 'date-time' },
	repeatable: {
		anyOf: [
			{ type: 'string', minLength: 1 },
			{ type: 'array', items: { type: 'string', minLength: 1 } },
		],
	},
	oneOf: (values: readonly string[]) => ({ type: 'string', enum: values }),
	someOf: (values: readonly string[]) => ({
		anyOf: [
			{ type: 'string', enum: values },
			{ type: 'array', items: { type: 'string', enum: values } },
		],
	}),
} as const;
