import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { kebabCase } from 'lodash';
import { endToEndPlatforms } from './platforms';
import { Editor } from './world/Editor';
import { World } from './world/World';

let world: World;
let editor: Editor;

beforeAll(async () => {
	world = await World.start({ name: 'editor' });
	editor = await Editor.open(world.n8n.url);
});

afterAll(async () => {
	await editor.close();
	await world.stop();
});

/** The choices of a dropdown as the description has them; of the operations, those of one resource. */
function choicesIn(
	description: INodeTypeDescription,
	name: string,
	resource?: string,
): INodePropertyOptions[] {
	return description.properties
		.filter((property) => property.name === name)
		.filter(
			({ displayOptions }) => resource === undefined || displayOptions?.show?.resource?.includes(resource),
		)
		.flatMap(({ options }) => options ?? [])
		.filter((option): option is INodePropertyOptions => 'value' in option);
}

const namesOf = (choices: INodePropertyOptions[]) => choices.map(({ name }) => name);

describe.each(endToEndPlatforms)('the editor, for $demo.name', ({ demo, node, trigger, picker }) => {
	const pictures = kebabCase(demo.name);
	const action = choicesIn(node, 'operation', picker.resource).find(
		({ value }) => value === picker.operation,
	);

	it('finds the node in the panel, with its actions and triggers', async () => {
		const { triggers, actions } = await editor.findNode(node.displayName);
		await editor.takePicture(`${pictures}-panel`);
		expect(actions.sort()).toEqual(
			choicesIn(node, 'operation')
				.map((operation) => operation.action ?? '')
				.sort(),
		);
		expect(triggers.map((name) => name.toLowerCase()).sort()).toEqual(
			namesOf(choicesIn(trigger, 'events'))
				.map((name) => `on ${name}`.toLowerCase())
				.sort(),
		);
	});

	it('offers every resource and operation in the dropdowns', async () => {
		await editor.addAction(action?.action ?? '');
		const resources = choicesIn(node, 'resource');
		expect(await editor.optionsOf('resource')).toEqual(namesOf(resources));
		for (const { name, value } of resources) {
			await editor.choose('resource', name);
			const operations = namesOf(choicesIn(node, 'operation', String(value)));
			expect({ resource: name, operations: await editor.optionsOf('operation') }).toEqual({
				resource: name,
				operations,
			});
		}
		const chosen = resources.find(({ value }) => value === picker.resource);
		await editor.choose('resource', chosen?.name ?? '');
		await editor.choose('operation', action?.name ?? '');
	});

	it('lists the integrations of the platform in a picker, searches and takes one', async () => {
		const [first = ''] = picker.lists;
		expect(await editor.openPicker(picker.field, first)).toEqual(expect.arrayContaining(picker.lists));
		expect(await editor.searchPicker(first)).toContain(first);
		await editor.pick(first);
		// Some pickers add the id in brackets.
		await editor.executeStep(first.replace(/ \(.*$/, ''));
		await editor.takePicture(`${pictures}-output`);
	});

	it('asks the platform nothing that it does not allow', () => {
		expect(world.platform(demo.name).running.simulator.violations.lines()).toEqual([]);
	});
});
