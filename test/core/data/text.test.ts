import { expect, test } from '@jest/globals';

import { isWebPage } from '../../../core/data/text';

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
