import {
	isExpression,
	type IExecuteFunctions,
	type INodeParameters,
	type NodeParameterValueType,
} from 'n8n-workflow';

import { holds, isEmpty } from '../data/json';
import type { Field } from '../field/Field';
import { extracted, givenBy, isAskedOfModel } from '../field/givenValues';

/** A node's parameters as its items see them. What holds no expression is the same at all of them, and is read once. */
export class Parameters {
	private readonly known = new Map<string, { otherwise: NodeParameterValueType; value: unknown }>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly stored: INodeParameters,
	) {}

	/**
	 * @param otherwise what counts where nothing is stored: the field's default, which may be that of another operation.
	 * @throws what n8n throws for an expression that fails; FieldError for an address that is none
	 */
	at(itemIndex: number, name: string, otherwise: NodeParameterValueType, field?: Field<unknown>): unknown {
		const known = this.known.get(name);
		if (known !== undefined && known.otherwise === otherwise) return known.value;
		const value = extracted(this.context.getNodeParameter(name, itemIndex, otherwise), field?.property);
		const stored = this.stored[name] ?? otherwise;
		if (!holds(stored, isExpression)) this.known.set(name, { otherwise, value });
		if (field?.isFilter === true && isEmpty(value) && isAskedOfModel(stored)) return '';
		return givenBy(stored, value, otherwise, field?.nested);
	}
}
