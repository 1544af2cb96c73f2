import axios, { type AxiosResponse } from 'axios';

import { startDuctape, type DuctapeOptions } from '../../../simulators/ductape';
import type { Integration } from '../../../simulators/ductape/records';
import { untilTestEnds } from '../../lifecycle';

/** Whatever the platform may say; a test looks at what its route returns. */
interface Data extends Partial<Omit<Integration, 'status'>> {
	auth_token?: string;
	public_key?: string;
	result?: Data;
	data?: Data;
	password?: string;
	status?: string;
	phase?: string;
	hasMore?: boolean;
	items?: unknown[];
	app_id?: string;
	access?: { access_tag: string };
	process_id?: string;
	feature_id?: string;
	deleted?: boolean;
	logs?: {
		metadata: Record<string, number>;
		data: Array<{ _id: string; timestamp: string; status: string }>;
	};
}

interface Said {
	status: boolean | string;
	data: Data & Data[];
	errors: string & { message: string };
	message: string;
	upstream_error: { errors: string };
}

export type Values = Record<string, unknown>;
type Send = (
	method: string,
	path: string,
	given?: Values,
	headers?: Record<string, string>,
) => Promise<AxiosResponse<Said>>;

/** Opens what the tests of one file need. Called in each file: where files are gathered, a hook belongs to the one that makes it. */
export function openUntilTestEnds() {
	const keep = untilTestEnds();
	return async (options: DuctapeOptions = {}) => await clientOf(keep(await startDuctape(options)));
}

/** A running simulator, and a client that signed in and sends AUTH where the document wants it. */
async function clientOf(simulator: Awaited<ReturnType<typeof startDuctape>>) {
	const { user, workspace, orders } = simulator.seeded;
	const anonymous = axios.create({ baseURL: simulator.url, validateStatus: () => true });
	const login = { user_id: user._id, workspace_id: workspace._id, private_key: user.privateKey };
	const signIn = async (given: Values = login, path = '/users/v1/login/authKey') =>
		await anonymous.post<Said>(path, given);
	const said = (await signIn()).data.data;
	const { auth_token: token = '', public_key = '' } = said.result ?? said;
	const auth = { user_id: user._id, workspace_id: workspace._id, public_key };
	const send: Send = async (method, url, given = {}, headers = {}) => {
		const values = { ...auth, ...given };
		return await anonymous.request<Said>({
			method,
			url,
			headers: { authorization: `Bearer ${token}`, ...headers },
			...(['POST', 'PUT'].includes(method) ? { data: values } : { params: values }),
		});
	};
	const put = async (body: Values) => await send('PUT', `/integrations/v1/${orders._id}`, body);
	return { simulator, anonymous, user, workspace, orders, login, signIn, token, auth, send, put };
}
