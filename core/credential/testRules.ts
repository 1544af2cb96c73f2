import type { ICredentialTestRequest } from 'n8n-workflow';

type Rules = NonNullable<ICredentialTestRequest['rules']>;

/**
 * The rules of a credential's test. n8n calls every 2xx a success and shows fixed texts only: without these, any web server
 * that says 200 would do, and a redirect would be shown as "Found".
 *
 * @param server as people know it @param addressField the field that says where it is: `'Base URL'`
 * @param key what every success holds; undefined where a success has no body (204) @param refusals by status
 */
export function testRules(
	server: string,
	addressField: string,
	key: string | undefined,
	refusals: Readonly<Record<number, string>>,
): Rules {
	const redirected = `The server redirects. Enter the URL of the API itself in ${addressField}.`;
	const elsewhere = `${server} did not respond at this URL. Check ${addressField}, and whether a path such as /api belongs at its end.`;
	const meanings = {
		...Object.fromEntries([301, 302, 303, 307, 308].map((status) => [status, redirected])),
		...{ 404: elsewhere, 405: elsewhere, ...refusals },
	};
	// What is not there is undefined to n8n, and `status: false` says that it is no success. An empty body is an empty text: an
	// object has no length, a page begins with a tag.
	const signs: Array<[name: string, value: unknown]> = [
		[key ?? 'length', undefined],
		key === undefined ? ['0', '<'] : [key, false],
	];
	const rules: Array<Rules[number]> = [];
	for (const [status, message] of Object.entries(meanings)) {
		rules.push({ type: 'responseCode', properties: { value: Number(status), message } });
	}
	for (const [name, value] of signs) {
		rules.push({ type: 'responseSuccessBody', properties: { key: name, value, message: elsewhere } });
	}
	// n8n looks at each rule by itself, but its type has room for one sort of them only.
	return rules as Rules;
}
