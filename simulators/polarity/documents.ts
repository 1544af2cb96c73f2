import { json, type Answer } from '../switchboard';

import type { PolarityState } from './PolarityState';
import type { Integration, IntegrationError, Option } from './records';
import type { PolaritySwitches } from './switches';

const MASK = '**********';

/** Shows records as the JSON:API resources of section 3, in the form that the switches ask for. */
export class Documents {
	constructor(
		private readonly state: PolarityState,
		private readonly switches: PolaritySwitches,
	) {}

	integration(integration: Integration) {
		const { id, name, acronym, description, version, status, subscribed, autosubscribe } = integration;
		const errors = this.state.errorsOf(id);
		const options = integration.options.map((option) =>
			this.switches.relatedOptions === 'full'
				? this.option(integration, option)
				: { id: `${id}-${option.key}`, type: 'integration-option' },
		);
		return {
			id,
			type: 'integrations',
			attributes: {
				name,
				acronym,
				description,
				version,
				status,
				subscribed,
				autosubscribe,
				...this.entityTypes(integration),
				...(this.switches.optionsAttribute === 'bare' && {
					options: integration.options.map(({ key, value }) => ({ key, value })),
				}),
				...(this.switches.optionsAttribute === 'present' && {
					options: integration.options.map((option) => ({
						integration_id: id,
						key: option.key,
						name: option.name,
						description: option.description,
						type: option.type,
						default: option.default,
						...this.optionValue(option),
						admin_only: option.adminOnly,
						user_can_edit: option.userCanEdit,
					})),
				}),
				...integration.otherAttributes,
			},
			links: { self: `/api/integrations/${id}` },
			relationships: {
				'integration-errors': {
					data: errors.map((error) => ({ id: error.id, type: 'integration-errors' })),
					links: { self: `/api/integration-errors?filter[integration.id]=${id}` },
				},
				'integration-options': {
					data: options,
					links: { self: `/api/integration-options?filter[integration.id]=${id}` },
				},
			},
		};
	}

	option({ id }: Integration, option: Option) {
		const { key, name, description, type, adminOnly, userCanEdit } = option;
		return {
			id: `${id}-${key}`,
			...(this.switches.optionType !== 'absent' && { type: this.switches.optionType }),
			attributes: {
				key,
				name,
				description,
				type,
				default: option.default,
				...this.optionValue(option),
				...(this.switches.optionListing !== 'withoutFlags' && {
					'admin-only': adminOnly,
					'user-can-edit': userCanEdit,
				}),
			},
		};
	}

	error(row: IntegrationError) {
		const { id, code, title, detail, errorCount, integrationId, occurredOn, meta } = row;
		return {
			id,
			type: 'integration-errors',
			attributes: {
				code,
				title,
				detail,
				...this.errorCount(errorCount),
				'integration-id': integrationId,
				...this.occurredOn(occurredOn),
				status: this.status(row.status),
				meta: { ...meta, ...this.affectedUsers(row) },
			},
			links: { self: `/api/integration/${integrationId}/errors/${id}` },
			relationships: { integration: { data: { id: integrationId, type: 'integrations' } } },
		};
	}

	/** A list of errors: everything in one answer, without `meta`. */
	errors(rows: readonly IntegrationError[]): Answer {
		return json(200, { data: rows.map((row) => this.error(row)), jsonapi: { version: '1.0' } });
	}

	private entityTypes(integration: Integration) {
		const isCustom = (type: string) => type.startsWith('custom.');
		const shown = (type: string) =>
			this.switches.customTypes === 'bare' ? type.replace(/^custom\./, '') : type;
		const types = integration.entityTypes.map(shown);
		const { entityTypes: spelling } = this.switches;
		switch (spelling) {
			case 'entityTypes':
			case 'dataTypes':
			case 'data-types':
				return { [spelling]: types };
			case 'integration-entity-types':
				return { [spelling]: types.map((key) => ({ key, integration_id: integration.id })) };
			case 'entity-types':
				return {
					'entity-types': integration.entityTypes.filter((type) => !isCustom(type)),
					'custom-types': integration.entityTypes.filter(isCustom).map((type) => ({ key: shown(type) })),
				};
		}
	}

	private optionValue({ type, value }: Option): { value?: unknown } {
		if (type !== 'password' || this.switches.secretValues === 'shown') return { value };
		return this.switches.secretValues === 'masked' ? { value: MASK } : {};
	}

	private errorCount(count: number): { 'error-count'?: number | string } {
		if (this.switches.errorCount === 'absent') return {};
		return { 'error-count': this.switches.errorCount === 'text' ? String(count) : count };
	}

	private occurredOn(iso: string): { 'occurred-on'?: string } {
		if (this.switches.occurredOn === 'absent') return {};
		return { 'occurred-on': this.switches.occurredOn === 'space' ? iso.replace('T', ' ') : iso };
	}

	private status(status: number): number | string {
		switch (this.switches.errorStatus) {
			case 'number':
				return status;
			case 'text':
				return String(status);
			case 'words':
				return 'ETIMEDOUT';
		}
	}

	private affectedUsers({ affectedUsers }: IntegrationError): Record<string, unknown> {
		switch (this.switches.affectedUsers) {
			case 'array':
				return { affected_users: affectedUsers };
			case 'map':
				return { affected_users: Object.fromEntries(affectedUsers.map((user) => [user.id, user])) };
			case 'single':
				return { affected_users: affectedUsers[0] };
			case 'absent':
				return {};
		}
	}
}
