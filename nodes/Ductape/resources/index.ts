import { apiResource, customCall } from '../../../core';
import { appResource } from './app';
import { cacheResource } from './cache';
import { databaseResource } from './database';
import { environmentResource } from './environment';
import { featureResource } from './feature';
import { functionResource } from './function';
import { integrationResource } from './integration';
import { jobResource } from './job';
import { jobExecutionResource } from './jobExecution';
import { logResource } from './log';
import { notificationResource } from './notification';
import { notificationMessageResource } from './notificationMessage';
import { processResource } from './process';

export const resources = [
	apiResource(customCall({ pathExample: '/integrations/v1/66c0a1b2c3d4e5f601234567' })),
	appResource,
	cacheResource,
	databaseResource,
	environmentResource,
	featureResource,
	functionResource,
	integrationResource,
	jobResource,
	jobExecutionResource,
	logResource,
	notificationResource,
	notificationMessageResource,
	processResource,
];
