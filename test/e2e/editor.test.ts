import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
	isExpression,
	NodeHelpers,
	type INodeParameters,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { compact, pick } from 'lodash';
import { chain, manualTrigger } from '../../demo/n8n/workflows';
import { endToEndPlatforms } from './platforms';
import { Editor, type OfferPart } from './world/Editor';
import { groupsOf } from './world/groups';
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

/** The parameters that a click on `On new error` sets. */
function eventOf(description: INodeTypeDescription, offer: string): INodeParameters {
	const event = choicesIn(description, 'events').find(
		({ name }) => `on ${name}`.toLowerCase() === offer.toLowerCase(),
	);
	return { events: [String(event?.value)] };
}

/** Those that a click on an action sets. */
function operationOf({ properties }: INodeTypeDescription, action: string): INodeParameters {
	for (const { name, options = [], displayOptions } of properties) {
		const chosen = options.find((option) => 'action' in option && option.action === action);
		if (name !== 'operation' || chosen === undefined || !('value' in chosen)) continue;
		const [resource] = displayOptions?.show?.resource ?? [];
		if (typeof resource !== 'string') continue;
		return { resource, operation: String(chosen.value) };
	}
	return {};
}

/** Parameters with the defaults of all fields that they show; n8n saves none. */
function filled(description: INodeTypeDescription, parameters: INodeParameters): INodeParameters {
	return (
		NodeHelpers.getNodeParameters(description.properties, parameters, true, false, null, description) ?? {}
	);
}

/** The labels of the fields that these parameters show, and the hints below them; n8n shows none below an expression. */
function textsShown(description: INodeTypeDescription, parameters: INodeParameters): string[] {
	const all = filled(description, parameters);
	return description.properties
		.filter((property) => NodeHelpers.displayParameter(all, property, null, description))
		.flatMap((property) => compact([property.displayName, !isExpression(property.default) && property.hint]));
}

/** What of a saved node is the choice that was clicked. */
function choiceIn(description: INodeTypeDescription, saved: INodeParameters): INodeParameters {
	return pick(filled(description, saved), ['resource', 'operation', 'events']);
}

/** What a click in the panel offers, and what it must choose. */
interface Offer {
	name: string;
	part: OfferPart;
	of: INodeTypeDescription;
	choice: INodeParameters;
}

/** Clicks one after the other; gives the fields and hints that were not on the page. */
async function clickEach(displayName: string, offers: Offer[]): Promise<unknown[]> {
	const missing: unknown[] = [];
	for (const { name, part, of, choice } of offers) {
		await editor.offersAgain(displayName, part);
		const lines = await editor.addOffer(name);
		const texts = textsShown(of, choice).filter((text) => !lines.includes(text));
		if (texts.length > 0) missing.push({ name, texts });
	}
	return missing;
}

/** What was chosen in the nodes of the open workflow, as n8n saved them. */
async function savedChoices(offers: Offer[]): Promise<INodeParameters[]> {
	const nodes = await editor.savedNodes('n8n-nodes-integration-ops.', offers.length);
	return nodes.map(({ type, parameters }) => {
		const of = offers.find((offer) => type.endsWith(`.${offer.of.name}`))?.of;
		return of === undefined ? {} : choiceIn(of, parameters);
	});
}

const namesOf = (choices: INodePropertyOptions[]) => choices.map(({ name }) => name);

describe('the search of the node panel', () => {
	const everyPlatform = endToEndPlatforms.map(({ node }) => node.displayName);

	beforeAll(async () => {
		await editor.openSearch();
	});

	it.each(['integration error', 'new error', 'monitor', 'alert', 'health', 'status'])(
		'finds every platform by "%s"',
		async (text) => {
			expect(await editor.searchPanel(text, everyPlatform)).toEqual(expect.arrayContaining(everyPlatform));
		},
	);

	it.each(['retry errors', 'failed flow', 'failed job'])('finds Celigo by "%s"', async (text) => {
		expect(await editor.searchPanel(text, ['Celigo'])).toContain('Celigo');
	});
});

it('shows in the next node which fields an output has before anything has run', async () => {
	const { credentials, running } = world.platform('Celigo');
	const list = {
		name: 'Celigo',
		type: running.list.type,
		parameters: { resource: 'integration', operation: 'getMany' },
		credentials,
	};
	const edit = { name: 'Edit Fields', type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: {} };
	const workflow = chain('Preview', [manualTrigger, list, edit]);
	await editor.previewBefore(await world.n8n.client.saveWorkflow(workflow), edit.name, 'numError');
});

describe.each(endToEndPlatforms)('the editor, for $demo.name', ({ demo, node, trigger, picker }) => {
	const action = choicesIn(node, 'operation', picker.resource).find(
		({ value }) => value === picker.operation,
	);

	let offered: Awaited<ReturnType<Editor['findNode']>>;

	// Loading the editor takes some ten seconds.
	beforeAll(async () => {
		offered = await editor.findNode(node.displayName);
	});

	it('finds the node in the panel, with its actions and triggers', () => {
		expect([...offered.actions].sort()).toEqual(
			choicesIn(node, 'operation')
				.map((operation) => operation.action ?? '')
				.sort(),
		);
		expect(offered.triggers.map((name) => name.toLowerCase()).sort()).toEqual(
			namesOf(choicesIn(trigger, 'events'))
				.map((name) => `on ${name}`.toLowerCase())
				.sort(),
		);
	});

	it('opens each trigger and action as it is clicked: the choice is saved, and every field of it is on the page', async () => {
		const offers = [
			...offered.triggers.map((name): Offer => {
				return { name, part: 'Triggers', of: trigger, choice: eventOf(trigger, name) };
			}),
			...offered.actions.map((name): Offer => {
				return { name, part: 'Actions', of: node, choice: operationOf(node, name) };
			}),
		];
		expect(await clickEach(node.displayName, offers)).toEqual([]);
		expect(await savedChoices(offers)).toEqual(offers.map(({ choice }) => choice));
	}, 900_000);

	it.each([node, trigger])(
		'shows each field that can be added to a group of $displayName, with its hint',
		async (of) => {
			const groups = groupsOf(of);
			const nodes = groups.map(({ name, parameters }, index) => ({
				id: `node-${index}`,
				name: `${name} ${index}`,
				type: `n8n-nodes-integration-ops.${of.name}`,
				typeVersion: 1,
				position: [(index % 6) * 240, Math.floor(index / 6) * 180] satisfies [number, number],
				parameters,
			}));
			const workflow = { name: of.displayName, nodes, connections: {} };
			await editor.openWorkflow(await world.n8n.client.saveWorkflow(workflow));
			const missing: Array<{ name: string; texts: string[] }> = [];
			for (const [index, { texts }] of groups.entries()) {
				const name = nodes[index]?.name ?? '';
				missing.push({ name, texts: await editor.textsMissingOn(name, texts) });
			}
			expect(missing.filter(({ texts }) => texts.length > 0)).toEqual([]);
		},
		900_000,
	);

	it('offers every resource and operation in the dropdowns', async () => {
		// A workflow of its own: what is executed below would execute all that was clicked above.
		await editor.findNode(node.displayName);
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
	});

	it('asks the platform nothing that it does not allow', () => {
		expect(world.platform(demo.name).running.simulator.violations.lines()).toEqual([]);
	});
});
