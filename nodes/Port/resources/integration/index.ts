import { resource } from '../../../../core';
import { update, updateConfig } from './changes';
import { compareConfig } from './compareConfig';
import { create, remove } from './lifecycle';
import { resync } from './resync';
import { waitForResync } from './waitForResync';
import { get, getHealth, getMany, getMetadata } from './state';
import { getKinds, getLogs, getSyncHistory, getSyncMetrics } from './runs';

export const integrationResource = resource('Integration', [
	compareConfig,
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
	waitForResync,
]);
