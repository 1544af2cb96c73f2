import { auditLogResource } from './auditLog';
import { integrationResource } from './integration';

/** Everything the Port node can do. */
export const resources = [integrationResource, auditLogResource];
