import { expect, test } from '@jest/globals';

import { isForeign, isWebPage } from '../../../core/data/text';

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
