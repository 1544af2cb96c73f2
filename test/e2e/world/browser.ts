import { chromium, selectors, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { owner } from '../../../demo/n8n/RestClient';
import { pathOf } from './debianPackages';

const waitMs = 60_000;

/** A headless browser with one page, signed in to this n8n as the owner. */
export async function openBrowser(
	baseURL: string,
	options: BrowserContextOptions,
): Promise<{ browser: Browser; page: Page }> {
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({
		executablePath: await pathOf('chromium'),
		args: [
			'--no-sandbox',
			'--disable-background-networking',
			// There is no graphics card, and emulating one is slow. n8n's editor makes more short-lived objects than V8's usual space holds.
			'--disable-gpu',
			'--js-flags=--min-semi-space-size=64',
		],
	});
	const context = await browser.newContext({ baseURL, ...options });
	context.setDefaultTimeout(waitMs);
	const { email, password } = owner;
	await context.request.post('/rest/login', { data: { emailOrLdapLoginId: email, password } });
	return { browser, page: await context.newPage() };
}
