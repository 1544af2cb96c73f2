import { apiResource, customCall } from '../../../core';
import { anyJobs } from '../reading/jobs';
import { connectionResource } from './connection';
import { errorResource } from './error';
import { flowResource } from './flow';
import { integrationResource } from './integration';
import { jobResource } from './job';
import { notificationResource } from './notification';
import { recycleBinResource } from './recycleBin';
import { revisionResource } from './revision';
import { tagResource } from './tag';

export const resources = [
	apiResource(customCall({ pathExample: '/connections/5f1b2c3d4e5f6a7b8c9d0e5b', ownList: anyJobs })),
	connectionResource,
	errorResource,
	flowResource,
	integrationResource,
	jobResource,
	notificationResource,
	recycleBinResource,
	revisionResource,
	tagResource,
];
