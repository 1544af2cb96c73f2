import axios, { type AxiosInstance, type AxiosResponse } from 'axios';

import type { CeligoSimulator } from '../../../simulators/celigo';

/** A record whose fields a test looks at one by one. */
export type Row = Record<string, unknown>;

/** axios with the simulator's token, on its base URL; no status is an exception. */
export function clientOf(celigo: CeligoSimulator): AxiosInstance {
	return axios.create({
		baseURL: celigo.baseUrl,
		headers: { authorization: `Bearer ${celigo.token}` },
		validateStatus: () => true,
		timeout: 10_000,
	});
}

/** The address behind rel="next", if there is one. */
export function nextOf(answer: AxiosResponse): string | undefined {
	const link: unknown = answer.headers.link;
	return typeof link === 'string' ? /^<([^>]+)>; rel="next"$/.exec(link)?.[1] : undefined;
}

/** Follows Link headers to the end, at most `pages` times. Returns what each page held. */
export async function followLinks(http: AxiosInstance, first: string, pages = 50): Promise<Row[][]> {
	const read: Row[][] = [];
	let url: string | undefined = first;
	while (url !== undefined && read.length < pages) {
		const answer: AxiosResponse<Row[]> = await http.get<Row[]>(url);
		read.push(answer.data);
		url = nextOf(answer);
	}
	return read;
}

/** Code and message of each item of an error envelope. */
export interface Envelope {
	errors: Array<{ code: string; message: string; field?: string }>;
}
