import {
	isExpression,
	type IExecuteFunctions,
	type IGetNodeParameterOptions,
	type INodeParameters,
	type NodeParameterValueType,
} from 'n8n-workflow';

import { holds } from '../data/json';
import type { FieldSet } from '../field/Field';
import { givenBy } from '../field/givenValues';

/** A node's parameters as its items see them. What holds no expression is the same at all of them, and is read once. */
export class Parameters {
	private readonly known = new Map<string, { otherwise: NodeParameterValueType; value: unknown }>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly stored: INodeParameters,
	) {}

	/**
	 * @param otherwise what counts where nothing is stored: the field's default, which may be that of another operation.
	 * @param nested the fields of a group.
	 * @throws what n8n throws for an expression that fails
	 */
	at(
		itemIndex: number,
		name: string,
		otherwise: NodeParameterValueType,
		how?: IGetNodeParameterOptions,
		nested?: FieldSet,
	): unknown {
		const known = this.known.get(name);
		if (known !== undefined && known.otherwise === otherwise) return known.value;
		const value: unknown = this.context.getNodeParameter(name, itemIndex, otherwise, how);
		const stored = this.stored[name] ?? otherwise;
		if (!holds(stored, isExpression)) this.known.set(name, { otherwise, value });
		return givenBy(stored, value, otherwise, nested);
	}
}
