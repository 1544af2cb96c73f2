import { apiResource, customCall, optionalJson } from '../../../core';
import { sentAsCalled } from '../parts/proxy';
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

/** An object, because the credential puts into it who calls (provider document, section 1). */
const callBody = optionalJson({
	displayName: 'Body',
	default: '{}',
	description: 'JSON object to send. Leave it as {} to send none.',
});

export const resources = [
	apiResource(
		customCall({
			pathExample: '/integrations/v1/66c0a1b2c3d4e5f601234567',
			body: callBody,
			send: sentAsCalled,
		}),
	),
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
