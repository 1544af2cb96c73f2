import type { CeligoState } from './CeligoState';
import type { JobRuns } from './JobRuns';
import type { ErrorSource } from './records';

/** Ids of the sample account. */
export const celigoSample = {
	token: 'celigo-simulator-token',
	/** Salesforce to NetSuite Sync: two flows, two connections, errors, jobs, an audit log. */
	integrationId: '5f1b2c3d4e5f6a7b8c9d0e1f',
	/** Customers: export, lookup and two imports behind a router; three open errors and a resolved one. */
	flowId: '5f1b2c3d4e5f6a7b8c9d1001',
	exportId: '5f1b2c3d4e5f6a7b8c9d2001',
	lookupId: '5f1b2c3d4e5f6a7b8c9d2002',
	importId: '5f1b2c3d4e5f6a7b8c9d3001',
	routedImportId: '5f1b2c3d4e5f6a7b8c9d3002',
	/** Orders: disabled, no errors. */
	disabledFlowId: '5f1b2c3d4e5f6a7b8c9d1002',
	connectionId: '5f1b2c3d4e5f6a7b8c9d4001',
	otherConnectionId: '5f1b2c3d4e5f6a7b8c9d4002',
	offlineConnectionId: '5f1b2c3d4e5f6a7b8c9d4003',
	completedJobId: '5f1b2c3d4e5f6a7b8c9d5001',
	failedJobId: '5f1b2c3d4e5f6a7b8c9d5002',
	/** An Integration App: no PUT, clone or template. */
	integrationAppId: '5f1b2c3d4e5f6a7b8c9d0e20',
	/** A sandbox integration with one legacy flow. */
	sandboxIntegrationId: '5f1b2c3d4e5f6a7b8c9d0e21',
	sandboxFlowId: '5f1b2c3d4e5f6a7b8c9d1003',
	sandboxImportId: '5f1b2c3d4e5f6a7b8c9d3003',
	/** An integration with nothing in it. */
	emptyIntegrationId: '5f1b2c3d4e5f6a7b8c9d0e22',
	/** Nightly Cleanup: a flow that belongs to no integration, with one export; it ran once, without errors. */
	standaloneFlowId: '5f1b2c3d4e5f6a7b8c9d1004',
	standaloneExportId: '5f1b2c3d4e5f6a7b8c9d2004',
	userGrantId: '5f1b2c3d4e5f6a7b8c9d6001',
	tagId: 'F3ZBQ',
} as const;

const minuteMs = 60 * 1000;

const hourMs = 60 * minuteMs;

const dayMs = 24 * hourMs;

/** A small realistic account: what most tests and the demo start from. */
export function seedSample(state: CeligoState, runs: JobRuns): void {
	const ids = celigoSample;
	const { integrationId: _integrationId, flowId } = ids;
	const connections = [
		[ids.connectionId, 'Salesforce', 'salesforce', false],
		[ids.otherConnectionId, 'NetSuite', 'netsuite', false],
		[ids.offlineConnectionId, 'Old warehouse', 'ftp', true],
	] as const;
	for (const [_id, name, type, offline] of connections) state.addConnection({ _id, name, type, offline });

	const createdAt = state.clock.iso(30 * dayMs);
	const lastModified = state.clock.iso(dayMs);
	const times = { createdAt, lastModified };
	state.addIntegration({
		_id: _integrationId,
		name: 'Salesforce to NetSuite Sync',
		description: 'Bi-directional customer sync',
		readme: '',
		flowGroupings: [{ _id: '5f1b2c3d4e5f6a7b8c9d7001', name: 'Customers' }],
		_registeredConnectionIds: [ids.connectionId, ids.otherConnectionId],
		settings: { region: 'EMEA' },
		...times,
	});
	state.addIntegration({
		_id: ids.integrationAppId,
		name: 'Shop Connector',
		_connectorId: '5f1b2c3d4e5f6a7b8c9d8001',
		...times,
	});
	state.addIntegration({
		_id: ids.sandboxIntegrationId,
		name: 'Salesforce to NetSuite Sandbox',
		sandbox: true,
		...times,
	});
	state.addIntegration({ _id: ids.emptyIntegrationId, name: 'Warehouse Returns', ...times });

	const salesforce = { _connectionId: ids.connectionId, _integrationId, ...times };
	const netSuite = { _connectionId: ids.otherConnectionId, _integrationId, ...times };
	state.addExport({
		_id: ids.exportId,
		name: 'Get changed customers',
		adaptorType: 'SalesforceExport',
		...salesforce,
	});
	state.addExport({
		_id: ids.lookupId,
		name: 'Look up subsidiary',
		adaptorType: 'NetSuiteExport',
		...netSuite,
	});
	state.addImport({
		_id: ids.importId,
		name: 'Upsert customers',
		adaptorType: 'NetSuiteImport',
		...netSuite,
	});
	state.addImport({ _id: ids.routedImportId, name: 'Tell the sales team', ...netSuite });
	state.addFlow({
		_id: flowId,
		name: 'Customers',
		_integrationId,
		schedule: '? 0 * * * *',
		timezone: 'Etc/UTC',
		pageGenerators: [{ _exportId: ids.exportId, skipRetries: false }],
		pageProcessors: [
			{ type: 'export', _exportId: ids.lookupId },
			{ type: 'import', _importId: ids.importId },
		],
		routers: [
			{
				name: 'By region',
				branches: [{ name: 'Emea', pageProcessors: [{ _importId: ids.routedImportId }] }],
			},
		],
		...times,
	});
	state.addFlow({ _id: ids.disabledFlowId, name: 'Orders', disabled: true, _integrationId, ...times });
	state.addImport({
		_id: ids.sandboxImportId,
		name: 'Sandbox import',
		sandbox: true,
		...netSuite,
		_integrationId: ids.sandboxIntegrationId,
	});
	state.addFlow({
		_id: ids.sandboxFlowId,
		name: 'Legacy customers',
		_integrationId: ids.sandboxIntegrationId,
		_importId: ids.sandboxImportId,
		...times,
	});

	state.addExport({
		_id: ids.standaloneExportId,
		name: 'Get stale carts',
		_connectionId: ids.connectionId,
		...times,
	});
	state.addFlow({
		_id: ids.standaloneFlowId,
		name: 'Nightly Cleanup',
		schedule: '? 0 2 * * *',
		pageGenerators: [{ _exportId: ids.standaloneExportId }],
		...times,
	});

	// A job's end lies before the moment at which it became what it is (provider document, section 10).
	const failedAt = state.clock.iso(hourMs);
	const failedEndedAt = state.clock.iso(hourMs + 12_000);
	const endedAt = state.clock.iso(2 * hourMs);
	const completedAt = state.clock.iso(2 * hourMs - 90_000);
	runs.add({
		_id: ids.failedJobId,
		_flowId: flowId,
		status: 'failed',
		numError: 1,
		createdAt: failedEndedAt,
		startedAt: failedEndedAt,
		endedAt: failedEndedAt,
		lastModified: failedAt,
	});
	runs.add({
		_id: ids.completedJobId,
		_flowId: flowId,
		numSuccess: 40,
		numError: 3,
		createdAt: endedAt,
		startedAt: endedAt,
		endedAt,
		lastModified: completedAt,
	});
	runs.add({
		_flowId: ids.standaloneFlowId,
		numSuccess: 12,
		createdAt: endedAt,
		startedAt: endedAt,
		endedAt,
		lastModified: completedAt,
	});

	const _flowJobId = ids.completedJobId;
	const error = (
		stepId: string,
		errorId: string,
		agoMs: number,
		source: ErrorSource,
		code: string,
		message: string,
	) =>
		state.addError(flowId, stepId, {
			errorId,
			occurredAt: state.clock.iso(agoMs),
			source,
			code,
			message,
			_flowJobId,
		});
	error(
		ids.importId,
		'4210987651',
		5 * minuteMs,
		'application',
		'INVALID_FIELD',
		'The field email is not valid',
	);
	error(
		ids.importId,
		'4210987652',
		10 * minuteMs,
		'mapping',
		'MAPPING_FAILED',
		'The field country has no value',
	);
	error(
		ids.exportId,
		'4210987653',
		60 * minuteMs,
		'connection',
		'ECONNRESET',
		'The connection was closed by salesforce.example.com',
	);
	error(
		ids.importId,
		'4210987650',
		120 * minuteMs,
		'application',
		'DUPLICATE',
		'The customer exists already',
	);
	state
		.errorStore(flowId, ids.importId)
		?.resolve(['4210987650'], state.owner._id, state.clock.iso(90 * minuteMs));

	const fieldChanges = [
		{ fieldPath: 'name', oldValue: 'Customer Sync', newValue: 'Salesforce to NetSuite Sync' },
	];
	state.addAuditEntry({
		time: lastModified,
		event: 'update',
		resourceType: 'integration',
		_resourceId: _integrationId,
		_integrationId,
		fieldChanges,
	});
	state.addAuditEntry({
		time: createdAt,
		event: 'create',
		resourceType: 'flow',
		_resourceId: flowId,
		_integrationId,
	});
	state.addUserGrant({
		_id: ids.userGrantId,
		accessLevel: 'manage',
		lastSignIn: lastModified,
		sharedWithUser: { _id: '5f1b2c3d4e5f6a7b8c9d6100', email: 'mona@example.com', name: 'Mona Manager' },
	});
	state.addUserGrant({
		integrationAccessLevel: [{ _integrationId, accessLevel: 'monitor' }],
		sharedWithUser: { _id: '5f1b2c3d4e5f6a7b8c9d6200', email: 'max@example.com', name: 'Max Monitor' },
	});
	state.addTag('Customer data', ids.tagId);
}
