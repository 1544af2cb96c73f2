import {
	isExpression,
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { isMatch } from 'lodash';
import { isRecord } from '../../core';
import type { Workflow, WorkflowNode } from '../../demo/n8n/N8nClient';

const isParameters = (value: unknown): value is INodeParameters => isRecord(value);

/** What a person would stumble over who imports the workflow into an n8n with these nodes. */
export function complaintsAbout(workflow: Workflow, types: readonly INodeTypeDescription[]): string[] {
	return workflow.nodes.flatMap((node) => {
		const description = typeOf(node, types);
		if (description === undefined) return [`${node.name}: no node ${node.type} ${node.typeVersion}`];
		return complaintsAboutNode(node, description).map((complaint) => `${node.name}: ${complaint}`);
	});
}

function typeOf(
	{ type, typeVersion }: WorkflowNode,
	types: readonly INodeTypeDescription[],
): INodeTypeDescription | undefined {
	return types.find(({ name, version }) => name === type && [version].flat().includes(typeVersion));
}

/** n8n leaves out what the node has no field for, and what the other fields hide. */
function complaintsAboutNode(node: WorkflowNode, description: INodeTypeDescription): string[] {
	const { parameters, type, typeVersion, id, name, position } = node;
	if (!isParameters(parameters)) return ['no parameters'];
	const { properties } = description;
	const version = { typeVersion };
	const kept = NodeHelpers.getNodeParameters(properties, parameters, true, false, version, description) ?? {};
	const hidden = isMatch(kept, parameters)
		? []
		: [`has fields that the node does not show: ${JSON.stringify(parameters)}`];
	const shown = properties.filter((property) =>
		NodeHelpers.displayParameter(kept, property, version, description),
	);
	const filled = { id, name, type, typeVersion, position, parameters: kept };
	const issues = NodeHelpers.getNodeParametersIssues(properties, filled, description);
	return [...hidden, ...unknownChoices(shown, parameters), ...Object.values(issues?.parameters ?? {}).flat()];
}

/** Values that no dropdown offers. n8n takes them, and fails or does something else. */
function unknownChoices(properties: readonly INodeProperties[], parameters: INodeParameters): string[] {
	return Object.entries(parameters).flatMap(([name, value]) => {
		const fields = properties.filter((property) => property.name === name);
		if (isParameters(value)) {
			const inside = fields
				.filter(({ type }) => type === 'collection')
				.flatMap(({ options = [] }) => options);
			return unknownChoices(inside.filter(isProperty), value);
		}
		const dropdowns = fields.filter(({ type }) => type === 'options' || type === 'multiOptions');
		if (dropdowns.length === 0) return [];
		const offered = dropdowns.flatMap(({ options = [] }) =>
			options.map((option) => ('value' in option ? option.value : undefined)),
		);
		return [value]
			.flat()
			.filter((choice) => !isExpression(choice) && !offered.some((option) => option === choice))
			.map((choice) => `${name} has no choice ${JSON.stringify(choice)}`);
	});
}

function isProperty(option: NonNullable<INodeProperties['options']>[number]): option is INodeProperties {
	return 'type' in option && 'default' in option;
}
