import { apiResource, customCall } from '../../../core';
import { errorResource } from './error';
import { flowResource } from './flow';
import { integrationResource } from './integration';
import { jobResource } from './job';
import { revisionResource } from './revision';

export const resources = [
	apiResource(customCall({ pathExample: '/connections/5f1b2c3d4e5f6a7b8c9d0e5b' })),
	errorResource,
	flowResource,
	integrationResource,
	jobResource,
	revisionResource,
];
