import { expect, test } from '@jest/globals';
import type { IExecuteFunctions, INodeParameters, INodeProperties, INodeType } from 'n8n-workflow';

import { textOf } from '../../../core/data/json';
import { Parameters } from '../../../core/operation/Parameters';
import { runNode } from '../../engine';
import { face } from '../things';

const field = (name: string): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: 'usual',
});
const collection = (name: string): INodeProperties => ({
	displayName: name,
	name,
	type: 'collection',
	default: {},
	options: [field('inner')],
});

/** The context of a node that counts how often each parameter is asked for. */
function counting(context: IExecuteFunctions, asked: Record<string, number>): IExecuteFunctions {
	return new Proxy(context, {
		get(target, key): unknown {
			if (key !== 'getNodeParameter') return Reflect.get(target, key);
			return (name: string, itemIndex: number, otherwise: string) => {
				asked[name] = (asked[name] ?? 0) + 1;
				return target.getNodeParameter(name, itemIndex, otherwise);
			};
		},
	});
}

/** What a node reads of these parameters at each of three items, and how often it asks n8n for each. */
async function read(parameters: INodeParameters): Promise<{ values: unknown; asked: unknown }> {
	const asked: Record<string, number> = {};
	const node: INodeType = {
		description: { ...face, credentials: [], properties: [field('plain'), collection('options')] },
		async execute(this: IExecuteFunctions) {
			const known = new Parameters(counting(this, asked), this.getNode().parameters);
			const at = (itemIndex: number) => ({
				plain: known.at(itemIndex, 'plain', 'usual'),
				options: known.at(itemIndex, 'options', ''),
				none: [known.at(itemIndex, 'none', 'one default'), known.at(itemIndex, 'none', 'another')],
			});
			const items = this.getInputData().map((_item, index) => ({
				json: { read: JSON.stringify(at(index)) },
			}));
			return await Promise.resolve([items]);
		},
	};
	const items = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
	const { json } = await runNode({ node, credentials: {}, credentialTypes: [], parameters, items });
	return { values: json.map(({ read: text }): unknown => JSON.parse(textOf(text) ?? '')), asked };
}

test('a parameter without an expression is read once for all items, one with an expression at each', async () => {
	const { values, asked } = await read({ plain: '={{ $json.id }}', options: { inner: 'same' } });
	const same = { options: { inner: 'same' }, none: ['one default', 'another'] };
	expect(values).toEqual(['a', 'b', 'c'].map((plain) => ({ plain, ...same })));
	expect(asked).toMatchObject({ plain: 3, options: 1 });
});

test('an expression anywhere within a parameter makes it one that is read at each item', async () => {
	const { values, asked } = await read({ plain: 'x', options: { inner: '={{ $json.id }}' } });
	expect(values).toMatchObject(['a', 'b', 'c'].map((inner) => ({ plain: 'x', options: { inner } })));
	expect(asked).toMatchObject({ plain: 1, options: 3 });
});
