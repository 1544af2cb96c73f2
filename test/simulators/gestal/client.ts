import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';

import { startGestal, type Gestal } from '../../../simulators/gestal';
import { Clock } from '../../../simulators/switchboard';

export const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;
export const HOUR_MS = 3_600_000;

/** What the platform may show of anything; each response has some of it. */
interface Shown {
	cloud_id: string;
	id: string;
	token: string;
	access_key: string;
	state: string;
	description: string | null;
	pin_tag: string;
	sow_id: string;
	updated_at: string;
}

interface Answer extends Shown {
	data: Shown[];
	meta: { total: number; page_total: number; per_page: number };
}

/** An HTTP client with one credential; no status is an exception. */
export class Client {
	private readonly http: AxiosInstance;

	constructor(baseURL: string, authorization?: string) {
		const headers = authorization === undefined ? {} : { authorization };
		this.http = axios.create({ baseURL, validateStatus: () => true, headers, timeout: 5000 });
	}

	async get(path: string) {
		return await this.http.get<Answer>(path);
	}

	/** The answer's text: numbers keep all their digits. */
	async text(path: string): Promise<string> {
		return (await this.http.get<string>(path, { responseType: 'text' })).data;
	}

	async post(path: string, body?: unknown, more: AxiosRequestConfig = {}) {
		return await this.http.post<Answer>(path, body, more);
	}

	async put(path: string, body: unknown) {
		return await this.http.put<Answer>(path, body);
	}

	async patch(path: string, body: unknown) {
		return await this.http.patch<Answer>(path, body);
	}

	async delete(path: string) {
		return await this.http.delete<Answer>(path);
	}
}

const clientsOf =
	({ url }: Gestal) =>
	(authorization?: string) =>
		new Client(url, authorization);

export async function signIn(gestal: Gestal) {
	const { email, password } = gestal.state.account;
	return await clientsOf(gestal)(basic(`${email}:${password}`)).post('/auth');
}

/** A running simulator and those who may call it: the integrator, an installation (`site`), anyone. */
export async function open() {
	const gestal = await startGestal({ clock: new Clock('2024-05-01T12:00:00.000Z') });
	const { data } = await signIn(gestal);
	const client = clientsOf(gestal);
	return {
		gestal,
		client,
		integrator: client(`Bearer ${data.token}`),
		site: client(basic(`${gestal.seeded.key.secret}:`)),
		anyone: client(),
	};
}
