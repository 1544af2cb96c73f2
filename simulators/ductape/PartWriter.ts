import { isEmpty, isPlainObject, mapValues, omit, pick } from 'lodash';

import type { CallContext } from '../switchboard';

import { authBodyProperties } from './access';
import type { DuctapeWorld } from './DuctapeWorld';
import { partRules, type PartBody, type PartRules } from './partBodies';
import { keepOnly, type Integration, type Part } from './records';

/** Carries out the component PUT of section 2.2 on one integration. */
export class PartWriter {
	constructor(private readonly world: DuctapeWorld) {}

	write(call: CallContext, integration: Integration, body: PartBody): void {
		const { switches, refusals } = this.world;
		const rules = partRules[body.component];
		if (rules === undefined)
			throw refusals.invalid(`component ${body.component} is not known`, 'invalidBody');
		this.checkAction(body, rules);
		const sent = omit(body, [...Object.keys(authBodyProperties), 'component', 'action', '_id']);
		const unknown = Object.keys(sent).filter((field) => rules.fields[field] === undefined);
		if (unknown.length > 0) {
			call.violation('ignoredBody', `a part of kind ${body.component} has no field ${unknown.join(', ')}`);
		}
		const known = pick(sent, Object.keys(rules.fields));
		this.checkFields(body, known, integration);
		if (switches.componentPut === 'ignored') return;
		const others = Object.keys(omit(known, rules.key));
		const kept = switches.componentPut === 'inPart' ? omit(known, others.slice(1)) : known;
		const fields = mapValues(kept, (value) => this.stored(value));
		const parts = (integration[rules.list] ??= []);
		if (body._id === undefined) this.create(parts, rules, fields);
		else this.update(parts, body._id, rules, fields, body.action);
	}

	private stored(value: unknown): unknown {
		const { partLists, partNumbers, texts } = this.world.switches;
		if (typeof value === 'string' && texts === 'trimmed') return value.trim();
		if (typeof value === 'number' && partNumbers === 'text') return String(value);
		return partLists === 'reshaped' ? this.reshaped(value) : value;
	}

	/** What a schema of the server makes of a list: each record its own, with the names that it knows. */
	private reshaped(value: unknown): unknown {
		if (!Array.isArray(value)) return value;
		const { switches, state } = this.world;
		const unknown =
			switches.appEnvironmentSlug === 'product_env_slug' ? 'integration_env_slug' : 'product_env_slug';
		return value.map((entry: unknown) =>
			isPlainObject(entry) ? { _id: state.random.objectId(), ...omit(Object(entry), unknown) } : entry,
		);
	}

	private create(parts: Part[], rules: PartRules, fields: Record<string, unknown>): void {
		const { switches, refusals, state } = this.world;
		const given = String(fields[rules.key]);
		const key = switches.partKeys === 'lowerCase' ? given.toLowerCase() : given;
		const taken = parts.some((part) => part[rules.key] === key);
		if (taken && switches.duplicatePart === 'refused') {
			throw refusals.with(400, `${rules.key} ${key} already exists`);
		}
		parts.push(this.withoutEmpties({ _id: state.random.objectId(), ...fields, [rules.key]: key }));
	}

	private update(
		parts: Part[],
		id: string,
		rules: PartRules,
		fields: Record<string, unknown>,
		action: PartBody['action'],
	): void {
		const { switches, refusals } = this.world;
		const part = parts.find(({ _id }) => _id === id);
		if (part === undefined) throw refusals.notFound('Component');
		if (action === 'delete') {
			if (switches.partDelete === 'refused') throw refusals.invalid('action must be create or update');
			parts.splice(parts.indexOf(part), 1);
			return;
		}
		const key = fields[rules.key];
		if (key !== undefined && parts.some((other) => other !== part && other[rules.key] === key)) {
			throw refusals.with(400, `${rules.key} ${JSON.stringify(key)} already exists`);
		}
		if (switches.componentPut === 'replaced') keepOnly(part, ['_id']);
		this.withoutEmpties(Object.assign(part, fields));
	}

	private withoutEmpties(part: Part): Part {
		if (this.world.switches.partEmpties === 'asSent') return part;
		const empties = Object.keys(part).filter((name) => isPlainObject(part[name]) && isEmpty(part[name]));
		for (const name of empties) Reflect.deleteProperty(part, name);
		return part;
	}

	private checkAction({ action, _id }: PartBody, { hasAction }: PartRules): void {
		const { switches, refusals } = this.world;
		if (action === undefined) {
			if (hasAction) throw refusals.invalid('action is required', 'invalidBody');
			if (switches.action === 'required') throw refusals.invalid('action is required');
			return;
		}
		if (action !== 'delete' && (action === 'create') !== (_id === undefined)) {
			throw refusals.invalid(`action ${action} does not go with ${_id ? 'an' : 'no'} _id`, 'invalidBody');
		}
	}

	private checkFields(
		{ component, _id }: PartBody,
		fields: Record<string, unknown>,
		integration: Integration,
	): void {
		const { switches, refusals } = this.world;
		if (component === 'env') {
			if (switches.environmentExtras === 'refused' && (fields['envs'] ?? fields['auth']) !== undefined) {
				throw refusals.invalid('envs is not allowed');
			}
			if (_id !== undefined && switches.environmentUpdate === 'slugOnly' && !hasOnly(fields, 'slug')) {
				throw refusals.invalid('only slug can be changed');
			}
		}
		if (
			component === 'function' &&
			switches.functionLanguages === 'js' &&
			(fields['language'] ?? 'js') !== 'js'
		) {
			throw refusals.invalid('language must be one of [js]');
		}
		if (component === 'feature' && _id === undefined) this.checkFeature(fields);
		if (component === 'app') this.checkApp(fields, integration, _id);
	}

	private checkFeature(fields: Record<string, unknown>): void {
		const { switches, refusals } = this.world;
		const isLive = ['input_type', 'input', 'sequence', 'output'].every((name) => fields[name] !== undefined);
		const isSeed = ['language', 'function', 'input', 'output'].every((name) => fields[name] !== undefined);
		const accepted =
			(isLive && switches.featureShape !== 'seed') || (isSeed && switches.featureShape !== 'live');
		if (!accepted) throw refusals.invalid('input_type is required');
		const steps = fields['sequence'];
		if (Array.isArray(steps)) this.checkSequence(steps);
	}

	/** Sequence tags and events are unique, and parents precede their children (section 3.2). */
	private checkSequence(steps: readonly unknown[]): void {
		const { refusals } = this.world;
		const before = new Set<unknown>();
		for (const step of steps) {
			const { sequence_tag: tag, parents = [] } = Object(step) as {
				sequence_tag?: unknown;
				parents?: unknown[];
			};
			if (before.has(tag)) throw refusals.invalid(`sequence_tag ${String(tag)} is not unique`);
			const missing = parents.find((parent) => !before.has(parent));
			if (missing !== undefined)
				throw refusals.invalid(`parent ${JSON.stringify(missing)} does not precede its child`);
			before.add(tag);
		}
	}

	private checkApp(fields: Record<string, unknown>, integration: Integration, id: string | undefined): void {
		const { switches, refusals, state } = this.world;
		const stored = integration.apps?.find(({ _id }) => _id === id);
		const tag = fields['access_tag'] ?? stored?.['access_tag'];
		if (stored !== undefined && tag !== stored['access_tag']) {
			throw refusals.invalid('access_tag cannot be changed', 'invalidBody');
		}
		const access = state.accesses.find(
			({ access_tag, workspace_id, integration_id }) =>
				access_tag === tag &&
				workspace_id === integration.workspace_id &&
				(switches.accessScope === 'workspace' || integration_id === integration._id),
		);
		const app = access && state.apps.get(access.app_id);
		if (app === undefined) throw refusals.notFound('App');
		const environments = fields['envs'];
		if (!Array.isArray(environments)) return;
		for (const environment of environments) {
			const given = new Map<string, unknown>(Object.entries(Object(environment) as object));
			const own = given.get('integration_env_slug');
			const newer = given.get('product_env_slug');
			const wanted = { integration_env_slug: own, product_env_slug: newer, either: own ?? newer };
			const slug = wanted[switches.appEnvironmentSlug];
			if (slug === undefined) throw refusals.invalid(`${switches.appEnvironmentSlug} is required`);
			if (switches.appEnvironments === 'any') continue;
			if (!integration.envs?.some((env) => env['slug'] === slug))
				throw refusals.notFound(`Env ${JSON.stringify(slug)}`);
			if (!app.envs.some((env) => env.slug === given.get('app_env_slug'))) throw refusals.notFound('App env');
		}
	}
}

function hasOnly(fields: Record<string, unknown>, name: string): boolean {
	return Object.keys(fields).every((field) => field === name);
}
