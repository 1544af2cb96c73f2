import { integrationResource } from './integration';
import { integrationErrorResource } from './integrationError';
import { lookupResource } from './lookup';

export const resources = [integrationResource, integrationErrorResource, lookupResource];
