/** Says what is wrong with a given value. */
export class FieldError extends Error {
	constructor(
		message: string,
		readonly hint?: string,
	) {
		super(message);
		this.name = 'FieldError';
	}
}
