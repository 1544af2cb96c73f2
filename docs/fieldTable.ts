import type { INodeProperties } from 'n8n-workflow';

/** Fields as a Markdown table: how a value is given, whether it must be, what is used without it, and what it is for. */
export function fieldTable(fields: readonly INodeProperties[]): string[] {
	// The page says in its own words what a notice says in the editor.
	const given = fields.filter(({ type }) => type !== 'notice');
	if (given.length === 0) return [];
	return [
		'| Field | Value | Description |',
		'| --- | --- | --- |',
		...given.flatMap((field) => rowsOf(field)),
	];
}

function rowsOf(field: INodeProperties, path = ''): string[] {
	const { displayName, required = false, description = '', hint = '' } = field;
	const name = `${path}${displayName}`;
	const own = row(required ? `**${name}**` : name, valueOf(field), sentences(description, quoted(hint)));
	return [own, ...nestedIn(field).flatMap((nested) => rowsOf(nested, `${name} > `))];
}

/** An example of JSON as code, in which a page shows every character. */
function quoted(hint: string): string {
	return hint.replace(/^(For example: )([[{].*)$/, '$1`$2`');
}

/** The fields inside a group. */
function nestedIn({ options = [] }: INodeProperties): INodeProperties[] {
	return options.flatMap((option) => {
		if ('values' in option) return option.values;
		return 'type' in option ? [option] : [];
	});
}

function valueOf(field: INodeProperties): string {
	const kind = kindOf(field);
	const initial = initialOf(field);
	return initial === undefined ? kind : `${kind}; ${initial} by default`;
}

function kindOf({ type, modes = [], options = [], typeOptions = {} }: INodeProperties): string {
	switch (type) {
		case 'resourceLocator':
			return modes
				.map(({ displayName }) => displayName.replace(/Name$|List$/, (word) => word.toLowerCase()))
				.join(', ')
				.replace(/, By/g, ', by');
		case 'options':
			return choices(options, ' or ');
		case 'multiOptions':
			return `any of ${choices(options, ', ')}`;
		case 'boolean':
			return 'on or off';
		case 'dateTime':
			return 'time';
		case 'json':
			return 'JSON';
		case 'collection':
			return 'added one by one';
		case 'fixedCollection':
			return typeOptions.multipleValues === true ? 'list of entries' : 'one entry';
		case 'string':
			return typeOptions.password === true ? 'secret' : 'text';
		default:
			return type;
	}
}

function choices(options: NonNullable<INodeProperties['options']>, between: string): string {
	return options
		.map(({ name, displayName = name }: { name: string; displayName?: string }) => displayName)
		.join(between);
}

/** What the field holds before anything is typed, where that is something. */
function initialOf(field: INodeProperties): string | undefined {
	const { type, default: initial } = field;
	if (type === 'boolean') return initial === true ? 'on' : 'off';
	if (typeof initial === 'number') return initial.toLocaleString('en-US');
	if (typeof initial !== 'string' || initial === '' || type === 'json') return undefined;
	const chosen = (field.options ?? []).find((option) => 'value' in option && option.value === initial);
	return chosen?.name ?? initial;
}

function sentences(...texts: readonly string[]): string {
	return texts
		.filter((text) => text !== '')
		.map((text) => (text.endsWith('.') ? text : `${text}.`))
		.join(' ');
}

function row(...cells: readonly string[]): string {
	return `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\n/g, ' ')).join(' | ')} |`;
}
