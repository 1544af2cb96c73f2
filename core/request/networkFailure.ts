import { compact, get } from 'lodash';

const NOT_CONNECTED = /^(connect|getaddrinfo) E|before secure TLS connection was established/;
/** `read EHOSTUNREACH`: the way to the server was lost after the connection was there. EPROTO is a handshake that failed. */
const BROKEN = /^(read|write) E(?!PROTO)/;

/**
 * What is known of a request without a response. Of a host with several addresses there is one failure for each, and what
 * holds them may have no words of its own.
 */
export function networkFailure(thrown: unknown) {
	const code: unknown = get(thrown, 'code');
	const networkCode = typeof code === 'string' ? code : undefined;
	const each = ['errors', 'cause.errors', 'cause.cause.errors'].map((path): unknown => get(thrown, path));
	const said = compact([each.find(Array.isArray) ?? thrown].flat().map((error) => get(error, 'message')));
	const message = said.join('; ') || (networkCode ?? String(thrown));
	const isUnconnected = NOT_CONNECTED.test(message);
	return { message, networkCode: BROKEN.test(message) ? 'ECONNRESET' : networkCode, isUnconnected };
}
