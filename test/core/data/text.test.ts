import { expect, test } from '@jest/globals';

import { isForeign, isOneOf, isSameText, isWebPage, saysOther } from '../../../core/data/text';

test.each([
	'<!DOCTYPE html><title>Sign in</title>',
	'\n<html lang="en">',
	'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
	'<!-- gateway 7 -->\n<!-- - -- -->\n<html>',
	'<script>location = "/login"</script>',
	'<meta http-equiv="refresh" content="0; url=/login">',
])('%s is a page for people', (text) => {
	expect(isWebPage(text)).toBe(true);
});

test.each([
	'',
	'done',
	'[1]',
	'<Error><Code>expired</Code></Error>',
	'<!-- data --><rows/>',
	'<?xml version="1.0"?><rows/>',
	'<header>',
	`<!--${'-'.repeat(100_000)}`,
	'<!---->'.repeat(10_000),
])('%.30s is none', (text) => {
	expect(isWebPage(text)).toBe(false);
});

test.each([
	'<html>404</html>',
	'404 page not found\n',
	'404: Page Not Found',
	'404 Not Found',
	'404 Not Found\nnginx/1.25.3',
	"404 Not Found: Requested route ('api.example.com') does not exist.",
	'default backend - 404',
	'no healthy upstream',
	'upstream connect error or disconnect/reset before headers. reset reason: connection failure',
	'RBAC: access denied',
	'error code: 1020',
	'response 404 (backend NotFound), service rules for the path non-existent',
])('%s is of another server than the platform', (text) => {
	expect(isForeign(text)).toBe(true);
});

test.each([
	undefined,
	'',
	{ message: '404 page not found' },
	'Integration int_x was not found',
	'Not Found',
	'404 Not Found: the integration int_x',
	'Flow f1: 404 page not found',
	'Error code: 1042 integration is locked',
	`404 not found${'-'.repeat(100_000)}x`,
])('%.50j may be of the platform', (value) => {
	expect(isForeign(value)).toBe(false);
});

test.each([
	['FAILED', 'failed', true],
	['64F1C0FFEE', '64f1c0ffee', true],
	[7, '7', true],
	['failed', 'fail', false],
	['', '', false],
	[undefined, undefined, false],
	[null, 'null', false],
])('%j and %j are the same text: %s', (one, other, isSame) => {
	expect(isSameText(one, other)).toBe(isSame);
	expect(isSameText(other, one)).toBe(isSame);
	expect(isOneOf(one, ['else', other])).toBe(isSame);
});

test('a text is none of no texts', () => {
	expect(isOneOf('failed', [])).toBe(false);
});

test.each([
	['another state', 'completed', 'failed', true],
	['the state, in capitals', 'FAILED', 'failed', false],
	['one of several', 'Failed', ['canceled', 'failed'], false],
	['none of several', 'queued', ['canceled', 'failed'], true],
	['another number', 5, 6, true],
	['a switch as text', 'true', [true], false],
	['the other switch as text', 'false', true, true],
	['a row that does not say', undefined, 'failed', false],
	['a row with an empty text', '', 'failed', false],
	['nothing that was asked for', 'completed', undefined, false],
	['an empty list', 'completed', [], false],
	['an empty text', 'completed', '', false],
])('of a filter, %s', (_, value, asked, isOther) => {
	expect(saysOther(value, asked)).toBe(isOther);
});
