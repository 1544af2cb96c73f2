import { errorResource } from './error';
import { flowResource } from './flow';
import { integrationResource } from './integration';
import { jobResource } from './job';

export const resources = [errorResource, flowResource, integrationResource, jobResource];
