import { body, noContent, parameter, route, type Route } from '../../switchboard';

import type { Right } from '../access';
import type { CeligoWorld } from '../CeligoWorld';
import { fieldsQuery, pageQuery, wholeList } from '../lists';

interface SubscriptionChange {
	_flowId?: string;
	_integrationId?: string;
	_connectionId?: string;
	subscribed: boolean;
	subscribedByUserEmail?: string;
}

const subjects = ['_flowId', '_integrationId', '_connectionId'] as const;

const changes = body<SubscriptionChange[]>({
	type: 'array',
	minItems: 1,
	items: {
		type: 'object',
		required: ['subscribed'],
		properties: {
			_flowId: { type: 'string' },
			_integrationId: { type: 'string' },
			_connectionId: { type: 'string' },
			subscribed: { type: 'boolean' },
			subscribedByUserEmail: { type: 'string' },
		},
		additionalProperties: false,
	},
});

/** GET, PUT /notifications (section 2.5; bodies as the web UI sends them): each change is one of a subscription. */
export function notificationRoutes(world: CeligoWorld): Array<Route<Right>> {
	const { state, refusals } = world;

	/** What a subscription is to. @throws Refused unless it is one thing, and there */
	function subjectOf(change: SubscriptionChange): Record<string, string> {
		const named = subjects.flatMap((key) => (change[key] === undefined ? [] : [[key, change[key]] as const]));
		const [first] = named;
		if (first === undefined || named.length > 1) {
			throw refusals.invalid({ code: 'invalid_field', message: 'A subscription is to one thing' });
		}
		const [key, id] = first;
		if (key === '_flowId') world.flow(id);
		if (key === '_integrationId') world.integration(id);
		if (key === '_connectionId') world.find(state.connections, 'Connection', id);
		return { [key]: id };
	}

	function emailOf({ subscribedByUserEmail = state.owner.email }: SubscriptionChange): string {
		const users = [...state.userGrants.values()].map(({ sharedWithUser }) => sharedWithUser);
		if ([state.owner, ...users].some(({ email }) => email === subscribedByUserEmail))
			return subscribedByUserEmail;
		throw refusals.invalid({
			code: 'invalid_ref',
			message: `There is no user ${subscribedByUserEmail}`,
			field: 'subscribedByUserEmail',
		});
	}

	return [
		route({
			method: 'GET',
			path: '/v1/notifications',
			needs: 'monitor',
			query: { ...pageQuery, ...fieldsQuery, users: parameter.oneOf(['all']) },
			handle: ({ query }) => {
				const isShown = ({ subscribedByUserEmail }: { subscribedByUserEmail: string }) =>
					query.has('users') || subscribedByUserEmail === state.owner.email;
				return wholeList(world, [...state.subscriptions.values()].filter(isShown), 'notifications', query);
			},
		}),
		route({
			method: 'PUT',
			path: '/v1/notifications',
			needs: 'monitor',
			body: changes,
			handle: ({ body: sent }) => {
				for (const change of sent) {
					const subject = subjectOf(change);
					const subscribedByUserEmail = emailOf(change);
					const key = JSON.stringify([subject, subscribedByUserEmail]);
					state.subscriptions.delete(key);
					if (!change.subscribed) continue;
					const _id = world.random.objectId();
					state.subscriptions.set(key, { _id, ...subject, subscribed: true, subscribedByUserEmail });
				}
				return noContent();
			},
		}),
	];
}
