import { resource } from '../../../core/Operation';
import { update, updateConfig } from './integrationChanges';
import { create, remove } from './integrationLifecycle';
import { resync } from './integrationResync';
import { get, getHealth, getMany, getMetadata } from './integrationState';
import { getKinds, getLogs, getSyncHistory, getSyncMetrics } from './integrationRuns';

export const integrationResource = resource('Integration', [
	create,
	get,
	getHealth,
	getKinds,
	getLogs,
	getMany,
	getMetadata,
	getSyncHistory,
	getSyncMetrics,
	remove,
	resync,
	update,
	updateConfig,
]);
