import axios from 'axios';

import { seededApiKey, startPolarity } from '../../../simulators/polarity';

interface Resource {
	attributes: Record<string, unknown> & {
		entities: Array<{ type: string; value: string }>;
		results: unknown[];
		meta: Record<string, unknown>;
	};
	relationships: Record<string, { data: Resource[] }>;
}

/** A JSON:API response; what a test reads of it is there or the test fails. */
export interface Reply {
	data: Resource & Resource[] & { token: string; expiration_time: number };
	meta?: { page: { size: number; total: number } };
	jsonapi: unknown;
	errors: Array<{ detail: string; meta?: { errors: Array<{ detail: string }> } }>;
}

/** An integration of the seed. */
export const VT = 'virustotal_node_18_1725278818';
export const mediaType = 'application/vnd.api+json';

export const http = axios.create({ validateStatus: () => true, timeout: 5000 });

/** From now on calls are made with this key or token. */
export const as = (bearer: string) => {
	http.defaults.headers.common = {
		authorization: `Bearer ${bearer}`,
		accept: mediaType,
		'content-type': mediaType,
	};
};
export const get = async (path: string) => await http.get<Reply>(path, { data: '' });

/** A running simulator, called with the key of its seed. */
export async function open(options?: Parameters<typeof startPolarity>[0]) {
	const polarity = await startPolarity(options);
	http.defaults.baseURL = polarity.url;
	as(seededApiKey);
	return polarity;
}

export const lookup = async (id: string, values: string[]) =>
	await http.post<Reply>(`/api/integrations/${id}/lookup`, {
		data: {
			type: 'integration-lookups',
			attributes: { entities: values.map((value) => ({ value, type: 'IPv4' })) },
		},
	});
