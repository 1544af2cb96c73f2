import { isPlainObject, omit, pick } from 'lodash';

import {
	body,
	json,
	noContent,
	parameter,
	route,
	type Call,
	type JsonSchema,
	type Route,
} from '../../switchboard';

import type { Right } from '../access';
import { changesBetween, type CeligoWorld } from '../CeligoWorld';
import { patchBody, type PatchOperation } from '../flowPatch';
import { fieldsQuery, linkedList, pageQuery } from '../lists';
import type { Integration } from '../records';
import type { CeligoSwitches } from '../switches';

/** What a client may write; anything else in a body is ignored by the platform. */
type IntegrationBody = Pick<Integration, 'name'> & Partial<Pick<Integration, (typeof writable)[number]>>;

const writable = [
	'name',
	'description',
	'readme',
	'sandbox',
	'flowGroupings',
	'apiGroupings',
	'installSteps',
	'uninstallSteps',
	'changeEditionSteps',
	'settings',
	'_registeredConnectionIds',
] as const;

/** Sent back by clients that PUT what they have read: known, kept by the server, not an offence. */
const serverOwned = [
	'_id',
	'createdAt',
	'lastModified',
	'lastExecutedAt',
	'mode',
	'version',
	'install',
	'_connectorId',
	'_registeredLookupCacheIds',
	'_sourceId',
];

const list: JsonSchema = { type: 'array' };

const integrationBody = body<IntegrationBody>({
	type: 'object',
	required: ['name'],
	properties: {
		name: { type: 'string', minLength: 1, maxLength: 100 },
		description: { type: 'string', maxLength: 5120 },
		readme: { type: 'string' },
		sandbox: { type: 'boolean' },
		flowGroupings: list,
		apiGroupings: list,
		installSteps: list,
		uninstallSteps: list,
		changeEditionSteps: list,
		settings: { type: 'object' },
		_registeredConnectionIds: { type: 'array', items: { type: 'string' } },
	},
});

/** GET, POST /integrations; GET, PUT, PATCH, DELETE /integrations/{id} (sections 2.1 and 10). */
export function integrationRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, switches, refusals } = world;

	function checkName(name: string, ownId?: string): void {
		if (switches.duplicateName === 'allowed') return;
		const taken = [...state.integrations.values()].some(
			(other) => other.name === name && other._id !== ownId,
		);
		if (taken)
			throw refusals.with(409, {
				code: 'conflict',
				message: `There is an integration named ${name}`,
				field: 'name',
			});
	}

	/** Each of these is replaced by itself; no other field can be patched (section 10). */
	function patchedFields(operations: readonly PatchOperation[]): Partial<Integration> {
		const fields = operations.map(({ path, value }) => {
			const field = path.slice(1);
			const isValid = field === 'settings' ? isPlainObject(value) : Array.isArray(value);
			if (['settings', 'flowGroupings', 'apiGroupings'].includes(field) && isValid)
				return [field, value] as const;
			const message = isValid ? `${path} cannot be patched` : `The value of ${path} is not valid`;
			throw refusals.with(422, { code: 'invalid_field', message, field }, 'invalidBody');
		});
		return Object.fromEntries(fields);
	}

	return [
		route({
			method: 'GET',
			path: '/v1/integrations',
			needs: 'monitor',
			query: { ...pageQuery, ...fieldsQuery, sandbox: parameter.flag },
			handle: (call) => {
				const asked = switches.sandboxFilter === 'honoured' ? call.query.flag('sandbox') : undefined;
				const sandbox = asked ?? (switches.listUnasked === 'production' ? false : undefined);
				const rows = [...state.integrations.values()].filter(
					(integration) => sandbox === undefined || integration.sandbox === sandbox,
				);
				const counted = withCounters(world, rows, call.query.flag('sandbox') ?? false);
				return linkedList(world, call, counted, { resourceName: 'integrations' });
			},
		}),
		route({
			method: 'POST',
			path: '/v1/integrations',
			needs: 'manage',
			body: integrationBody,
			handle: (call) => {
				reportIgnored(call);
				checkName(call.body.name);
				const integration = state.addIntegration(pick(call.body, writable));
				world.audit('create', 'integration', integration);
				return json(switches.createStatus, shownIntegration(switches, integration));
			},
		}),
		route({
			method: 'GET',
			path: '/v1/integrations/:id',
			needs: 'monitor',
			handle: ({ params }) => json(200, shownIntegration(switches, world.integration(params.id))),
		}),
		route({
			method: 'PUT',
			path: '/v1/integrations/:id',
			needs: 'manage',
			body: integrationBody,
			handle: (call) => {
				const before = world.integration(call.params.id);
				reportIgnored(call);
				if (world.isLocked(before)) return json(200, shownIntegration(switches, before));
				checkName(call.body.name, before._id);
				const after = replaced(world, before, call.body);
				state.integrations.set(after._id, after);
				world.audit('update', 'integration', after, changesBetween(before, after));
				return json(200, shownIntegration(switches, after));
			},
		}),
		route({
			method: 'PATCH',
			path: '/v1/integrations/:id',
			needs: 'manage',
			body: patchBody,
			handle: ({ params, body: operations }) => {
				if (switches.integrationPatch === 'missing') {
					const message = 'PATCH is not allowed here';
					throw refusals.with(switches.wrongMethodStatus, { code: 'method_not_allowed', message });
				}
				const before = world.integration(params.id);
				if (world.isLocked(before)) return noContent();
				const changes = patchedFields(operations);
				const missing = Object.keys(changes).find((field) => !(field in before));
				if (missing !== undefined && switches.patchTarget === 'required') {
					const message = `There is no /${missing}`;
					throw refusals.with(422, { code: 'invalid_patch', message, field: missing });
				}
				const after = { ...before, ...changes, lastModified: world.clock.iso() };
				state.integrations.set(after._id, after);
				world.audit('update', 'integration', after, changesBetween(before, after));
				return noContent();
			},
		}),
		route({
			method: 'DELETE',
			path: '/v1/integrations/:id',
			needs: 'manage',
			handle: ({ params }) => {
				const integration = world.integration(params.id);
				removeContents(world, integration);
				state.integrations.delete(integration._id);
				state.recycle('Integration', integration);
				world.audit('delete', 'integration', integration);
				return noContent();
			},
		}),
	];
}

/** The integration as the API shows it; many lack what is optional (section 10). */
export function shownIntegration(
	{ optionalFields }: CeligoSwitches,
	integration: Integration,
): Pick<Integration, '_id'> & Partial<Integration> {
	const shown = omit(integration, '_sourceId');
	return optionalFields === 'present' ? shown : omit(shown, 'mode', 'version', 'settings', 'readme');
}

/** Fields that a client wrote and the platform drops without a word. */
function reportIgnored({ body: sent, violation }: Call<unknown, object>): void {
	const known = new Set<string>([...writable, ...serverOwned]);
	const ignored = Object.keys(sent).filter((key) => !known.has(key));
	if (ignored.length > 0) violation('ignoredBody', `an integration has no field ${ignored.join(', ')}`);
}

/** PUT replaces the whole: what the body leaves out is erased, what the server owns stays. */
function replaced({ clock }: CeligoWorld, before: Integration, sent: IntegrationBody): Integration {
	return {
		...pick(
			before,
			'_id',
			'createdAt',
			'mode',
			'version',
			'_connectorId',
			'_registeredLookupCacheIds',
			'_sourceId',
		),
		sandbox: false,
		installSteps: [],
		uninstallSteps: [],
		changeEditionSteps: [],
		flowGroupings: [],
		apiGroupings: [],
		settings: {},
		_registeredConnectionIds: [],
		...pick(sent, writable),
		lastModified: clock.iso(),
	};
}

/** Section 7: what a DELETE does to flows, exports and imports is not stated. */
function removeContents({ state, switches, refusals }: CeligoWorld, { _id }: Integration): void {
	const flows = state.flowsOf(_id);
	const steps = [state.exports, state.imports].flatMap((records) =>
		[...records.values()].filter((step) => step._integrationId === _id).map((step) => ({ step, records })),
	);
	if (flows.length + steps.length === 0 || switches.deleteNonEmpty === 'orphan') return;
	const isInTheWay = flows.length > 0 || switches.deleteNonEmpty === 'refusedForSteps';
	if (switches.deleteNonEmpty !== 'cascade') {
		if (!isInTheWay) return;
		throw refusals.with(422, {
			code: 'invalid_ref',
			message: `The integration still has ${flows.length > 0 ? 'flows' : 'exports or imports'}`,
		});
	}
	for (const flow of flows) {
		state.flows.delete(flow._id);
		state.recycle('Flow', flow);
	}
	for (const { step, records } of steps) records.delete(step._id);
}

/** Rows of the list may carry counters of what is below them; of errors only those that the summary of errors would show. */
function withCounters({ state, switches }: CeligoWorld, rows: Integration[], sandbox: boolean) {
	if (switches.listCounters === 'absent') return rows.map((row) => shownIntegration(switches, row));
	const counters = new Map<string, { numFlows: number; numError: number }>();
	for (const { _id, _integrationId = '' } of state.flows.values()) {
		const { numFlows, numError } = counters.get(_integrationId) ?? { numFlows: 0, numError: 0 };
		const open = [...state.errorStoresOf(_id).values()].reduce((sum, store) => sum + store.open.size, 0);
		counters.set(_integrationId, { numFlows: numFlows + 1, numError: numError + open });
	}
	return rows.map((integration) => ({
		...shownIntegration(switches, integration),
		...(counters.get(integration._id) ?? { numFlows: 0, numError: 0 }),
		...(switches.sandboxErrors === 'onlyWhenAsked' && integration.sandbox !== sandbox && { numError: 0 }),
		...(switches.listCounters === 'stale' && { numError: 0 }),
		numRegisteredConnections: integration._registeredConnectionIds.length,
		numOfflineConnections: integration._registeredConnectionIds.filter(
			(id) => state.connections.get(id)?.offline,
		).length,
	}));
}
