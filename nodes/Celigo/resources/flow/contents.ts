import { operation, route } from '../../../../core';
import { flow } from '../../locators';
import { withIntegration } from '../../shortForm';
import { auditFilters, auditLog, simplifyAuditEntry } from '../auditLog';

/** GET /flows/{id}/audit, Link paged; what its steps had changed is included. */
export const getAuditLog = operation({
	name: 'Get Audit Log',
	action: 'Get audit log of flow',
	description: 'Retrieve who changed what in a flow and when, including its exports and imports',
	fields: { flowId: flow, filters: auditFilters },
	simplify: withIntegration(simplifyAuditEntry),
	list: (api, { flowId, filters }) => auditLog(api, route`/flows/${flowId}/audit`, filters),
});

/** GET /flows/{id}/dependencies. */
export const getDependencies = operation({
	name: 'Get Dependencies',
	action: 'Get dependencies of flow',
	description: 'Retrieve the resources that use a flow and those that it uses',
	fields: { flowId: flow },
	run: async (api, { flowId }) => await api.record(route`/flows/${flowId}/dependencies`),
});
