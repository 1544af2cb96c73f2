import { errorResource } from './error';
import { flowResource } from './flow';
import { integrationResource } from './integration';
import { jobResource } from './job';
import { revisionResource } from './revision';

export const resources = [errorResource, flowResource, integrationResource, jobResource, revisionResource];
