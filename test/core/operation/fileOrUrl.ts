import { choice } from '../../../core/field/fields';

/** Whether an operation returns a file or where it is. */
export const output = choice({
	displayName: 'Output',
	options: [
		{ name: 'File', value: 'file' },
		{ name: 'URL', value: 'url' },
	],
	default: 'file',
});
