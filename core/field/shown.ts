import type { INodeProperties } from 'n8n-workflow';
import { mapValues } from 'lodash';

import type { FieldSet } from './Field';

type Shown = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

/** n8n's properties of a set of fields, each with its name. */
export function namedProperties(fields: FieldSet): INodeProperties[] {
	return Object.entries(fields).map(([name, field]) => ({ ...structuredClone(field.property), name }));
}

/** Properties of fields, each shown under the given conditions and its own. */
export function fieldsShownFor(fields: FieldSet, shown: Shown): INodeProperties[] {
	return namedProperties(fields).map((property) => ({
		...property,
		displayOptions: {
			show: { ...shown, ...mapValues(fields[property.name]?.shownWhen, (values) => [...values]) },
		},
	}));
}
