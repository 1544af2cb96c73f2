import axios, { type AxiosResponse } from 'axios';

import { CLIENT, startPort, type PortOptions } from '../../../simulators/port';
import type { Integration } from '../../../simulators/port/records';
import { untilTestEnds } from '../../lifecycle';

/** Whatever the platform may say; a test looks at what its route answers. */
interface Said {
	ok?: boolean;
	error: unknown;
	message: string;
	accessToken: string;
	expiresIn: number;
	title: string;
	count: number;
	integration: Integration;
	integrations: Integration[];
	audits: Array<{ trigger: { at: string } }>;
	data: Array<{ _id: string; timestamp: string; message: string; eventId: string; syncState: string }>;
}

export type Send = (
	method: string,
	path: string,
	body?: unknown,
	headers?: Record<string, string>,
) => Promise<AxiosResponse<Said>>;

/** Opens what the tests of one file need. Called in each file: where files are gathered, a hook belongs to the one that makes it. */
export function openUntilTestEnds() {
	const keep = untilTestEnds();
	return async (options: PortOptions = {}) => await clientOf(keep(await startPort(options)));
}

/** A running simulator and a client that has signed in. */
async function clientOf(simulator: Awaited<ReturnType<typeof startPort>>) {
	const anonymous = axios.create({ baseURL: `${simulator.url}/v1`, validateStatus: () => true });
	const signIn = async () => (await anonymous.post<Said>('/auth/access_token', CLIENT)).data;
	const { accessToken } = await signIn();
	const send: Send = (method, url, data, headers = {}) =>
		anonymous.request<Said>({
			method,
			url,
			headers: { authorization: `Bearer ${accessToken}`, ...headers },
			...(data !== undefined && { data }),
		});
	return { simulator, anonymous, signIn, send };
}

export const get = async (send: Send, path: string) => (await send('GET', path)).data;
