import type { IDataObject } from 'n8n-workflow';

/** A database column holds JSON: what does not survive JSON does not survive n8n. */
export function asStored(data: IDataObject): IDataObject {
	return JSON.parse(JSON.stringify(data)) as IDataObject;
}

/** n8n's observed object: it notices an assignment of a top-level key, and nothing below. */
export class ObservedData {
	isChanged = false;

	readonly data: IDataObject;

	constructor(private readonly own: IDataObject) {
		this.data = new Proxy(own, {
			set: (target, name, value: IDataObject[string]) => {
				this.isChanged = true;
				return Reflect.set(target, name, value);
			},
			deleteProperty: (target, name) => {
				this.isChanged = true;
				return Reflect.deleteProperty(target, name);
			},
		});
	}

	/** What is written to the database. */
	stored(): IDataObject {
		this.isChanged = false;
		return asStored(this.own);
	}
}
