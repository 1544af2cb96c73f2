import type { ICredentialTestRequest } from 'n8n-workflow';

import { PROXY_SIGN_IN } from '../request/meanings';

type Rules = NonNullable<ICredentialTestRequest['rules']>;

/**
 * The rules of a credential's test. n8n calls every 2xx a success and shows fixed texts only: without these, any web server
 * that says 200 would do, and a redirect would be shown as "Found".
 *
 * @param server as people know it @param addressField the field that says where it is: `'Base URL'`
 * @param key what every success holds, one or all of several; undefined where a success has no body (204) @param refusals by status
 */
export function testRules(
	server: string,
	addressField: string,
	key: string | readonly string[] | undefined,
	refusals: Readonly<Record<number, string>>,
): Rules {
	const redirected = `The server redirects. Enter the URL of the API itself in ${addressField}.`;
	const unavailable = `${server} could not process the request. Try again later.`;
	const elsewhere = `${server} did not respond at this URL. Check ${addressField}, and whether a path such as /api belongs at its end.`;
	const meanings = {
		...{ 301: redirected, 302: redirected, 303: redirected, 307: redirected, 308: redirected },
		...{ 404: elsewhere, 405: elsewhere },
		...{ 500: unavailable, 502: unavailable, 503: unavailable, 504: unavailable },
		403: `${server} denied access. Check the permissions of this account.`,
		407: PROXY_SIGN_IN,
		429: `${server} received too many requests. Try again later.`,
		...refusals,
	};
	const rejected = `${server} rejected the request. Check the other fields of the credential.`;
	const body = (name: string, value: unknown, message = elsewhere): Rules[number] => ({
		type: 'responseSuccessBody',
		properties: { key: name, value, message },
	});
	const rules = Object.entries(meanings).map(([status, message]): Rules[number] => ({
		type: 'responseCode',
		properties: { value: Number(status), message },
	}));
	// What is not there is undefined to n8n. An empty body is an empty text: an object has no length, a page begins with a tag or a blank.
	const keys = [key ?? []].flat();
	rules.push(body(keys[0] ?? 'success', false, rejected), body('errors.length', 1, rejected));
	rules.push(...keys.map((each) => body(each, undefined)));
	if (key === undefined) rules.push(body('length', undefined));
	if (key === undefined) rules.push(...['<', ' ', '\t', '\r', '\n'].map((first) => body('0', first)));
	rules.push(body('data', null, meanings[404]));
	// n8n looks at each rule by itself, but its type has room for one sort of them only.
	return rules as Rules;
}
