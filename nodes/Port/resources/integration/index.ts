import { resource } from '../../../../core';
import { update, updateConfig } from './changes';
import { create, remove } from './lifecycle';
import { resync } from './resync';
import { get, getHealth, getMany, getMetadata } from './state';
import { getKinds, getLogs, getSyncHistory, getSyncMetrics } from './runs';

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
