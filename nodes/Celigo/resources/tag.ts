import { operation, resource, route } from '../../../core';
import { linkedPages } from '../reading/pages';

/** GET /tags. `tagId` is the short code by which errors are tagged. */
export const getMany = operation({
	name: 'Get Many',
	action: 'Get many tags',
	description: 'Retrieve a list of tags with the IDs that Error: Tag takes',
	fields: {},
	simplify: ['tagId', 'tag', '_id'],
	list: (api) => linkedPages(api, route`/tags`, { limit: api.rowsPerPage }),
});

export const tagResource = resource('Tag', [getMany]);
