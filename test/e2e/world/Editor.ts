import type { Browser, Locator, Page } from 'playwright-core';
import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import { isRecord } from '../../../core';
import { waitFor } from '../../../demo/n8n/waitFor';
import { openBrowser } from './browser';

const waitMs = 60_000;

const savedNode = z.object({ type: z.string(), parameters: z.custom<INodeParameters>(isRecord) });
const savedWorkflow = z.object({ data: z.object({ nodes: z.array(savedNode) }) });

/** What n8n adds to the dropdowns of every node with credentials. */
const addedByN8n = 'Custom API Call';

/** The first line of each: the name without its description. */
async function namesOf(options: Locator): Promise<string[]> {
	const texts = await options.allInnerTexts();
	return texts.map((text) => text.split('\n')[0] ?? '').filter((name) => name !== addedByN8n);
}

/** Unfolds a part of what a node offers, headed "Actions (31)" or the like, and waits until it is drawn whole. */
async function offersOf(panel: Locator, part: 'Triggers' | 'Actions'): Promise<string[]> {
	const header = panel.locator(`[data-keyboard-nav-id="${part}"]`);
	const folder = header.locator('xpath=..');
	await header.waitFor();
	if ((await folder.getAttribute('data-category-collapsed')) === 'true') await header.click();
	const count = Number(/\((\d+)\)/.exec(await header.innerText())?.[1]);
	const offers = folder.getByTestId('node-creator-item-name');
	await offers.nth(count - 1).waitFor();
	return await namesOf(offers);
}

/** n8n's editor in a headless browser, as its user sees it. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		private readonly page: Page,
	) {}

	/** Opens the browser, signed in as the owner. */
	static async open(baseURL: string): Promise<Editor> {
		const { browser, page } = await openBrowser(baseURL, { viewport: { width: 1440, height: 900 } });
		return new Editor(browser, page);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	/** Opens an empty workflow, searches the node panel for a node and opens what it offers. */
	async findNode(displayName: string): Promise<{ triggers: string[]; actions: string[] }> {
		await this.page.goto('/workflow/new');
		await this.openPanel();
		return await this.offersOf(displayName);
	}

	/** After findNode: adds the node with this action, which opens its fields. */
	async addAction(action: string): Promise<void> {
		await this.page.getByTestId('node-creator').getByText(action, { exact: true }).click();
		await this.field('resource').waitFor();
	}

	/** After findNode: adds the node with this trigger or action, which opens its fields; gives the lines of text on them. */
	async addOffer(name: string): Promise<string[]> {
		await this.page.getByTestId('node-creator').getByText(name, { exact: true }).first().click();
		const parameters = this.page.getByTestId('ndv').getByTestId('node-parameters');
		await parameters.waitFor();
		const lines = (await parameters.innerText()).split('\n').map((line) => line.trim());
		await this.page.keyboard.press('Escape');
		await parameters.waitFor({ state: 'detached' });
		return lines;
	}

	/** Opens the panel of the open workflow again, and what this node offers. */
	async offersAgain(displayName: string): Promise<void> {
		await this.openPanel();
		await this.offersOf(displayName);
	}

	/** The nodes of the open workflow as n8n saved them, as soon as they are so many. */
	async savedNodes(count: number): Promise<Array<z.output<typeof savedNode>>> {
		const [, id = ''] = /workflow\/([^/?]+)/.exec(this.page.url()) ?? [];
		return await waitFor(
			`${count} saved nodes`,
			async () => {
				const response = await this.page.context().request.get(`/rest/workflows/${id}`);
				const { nodes } = savedWorkflow.parse(await response.json()).data;
				return nodes.length >= count ? nodes : undefined;
			},
			{ timeoutMs: waitMs },
		);
	}

	/** What the panel of an empty workflow finds, as soon as these names are among it. */
	async searchPanel(text: string, names: readonly string[]): Promise<string[]> {
		await this.page.goto('/workflow/new');
		await this.openPanel();
		const panel = this.page.getByTestId('node-creator');
		await panel.getByTestId('node-creator-search-bar').fill(text);
		const found = panel.getByTestId('node-creator-item-name');
		for (const name of names) await found.filter({ hasText: name }).first().waitFor();
		return await namesOf(found);
	}

	private async openPanel(): Promise<void> {
		await this.page.getByTestId('node-creator-plus-button').click();
		await this.page.getByTestId('node-creator').waitFor();
	}

	private async offersOf(displayName: string): Promise<{ triggers: string[]; actions: string[] }> {
		const panel = this.page.getByTestId('node-creator');
		await panel.getByTestId('node-creator-search-bar').fill(displayName);
		await panel.getByText(displayName, { exact: true }).first().click();
		return { triggers: await offersOf(panel, 'Triggers'), actions: await offersOf(panel, 'Actions') };
	}

	private field(name: string): Locator {
		return this.page.getByTestId('ndv').getByTestId(`parameter-input-${name}`);
	}

	private get openOptions(): Locator {
		return this.page.locator('[role=listbox]:visible [role=option], .el-select-dropdown:visible li');
	}

	/** The names in a dropdown of the open node. */
	async optionsOf(fieldName: string): Promise<string[]> {
		await this.field(fieldName).click();
		await this.openOptions.first().waitFor();
		const names = await namesOf(this.openOptions);
		await this.page.keyboard.press('Escape');
		await this.openOptions.first().waitFor({ state: 'hidden' });
		return names;
	}

	/** Chooses from a dropdown of the open node. */
	async choose(fieldName: string, option: string): Promise<void> {
		await this.field(fieldName).click();
		await this.openOptions.getByText(option, { exact: true }).first().click();
		await this.openOptions.first().waitFor({ state: 'hidden' });
	}

	/** Opens the picker of a field and waits until it lists this name; gives all names that it lists then. */
	async openPicker(fieldName: string, name: string): Promise<string[]> {
		const picker = this.page.getByTestId('ndv').getByTestId(`resource-locator-${fieldName}`);
		await picker.getByTestId('rlc-input').click();
		const items = this.page.getByTestId('rlc-item');
		await items.filter({ hasText: name }).first().waitFor();
		return await namesOf(items);
	}

	/** Types into the search of the open picker until only names with this text are left; gives them. */
	async searchPicker(text: string): Promise<string[]> {
		await this.page.getByTestId('rlc-search').fill(text);
		const items = this.page.getByTestId('rlc-item');
		await items.filter({ hasNotText: text }).first().waitFor({ state: 'detached' });
		await items.filter({ hasText: text }).first().waitFor();
		return await namesOf(items);
	}

	/** Picks from the open picker. */
	async pick(name: string): Promise<void> {
		await this.page.getByTestId('rlc-item').filter({ hasText: name }).first().click();
	}

	/** Opens a node of a saved workflow in which nothing has run, and waits until its input shows this field. */
	async previewBefore(workflowId: string, nodeName: string, field: string): Promise<void> {
		await this.page.goto(`/workflow/${workflowId}`);
		await this.page.locator(`[data-test-id=canvas-node][data-node-name="${nodeName}"]`).dblclick();
		await this.page.getByTestId('ndv').getByText(field, { exact: true }).first().waitFor();
	}

	/** Runs the open node and waits until its output shows this text. */
	async executeStep(shown: string): Promise<void> {
		const button = this.page.getByTestId('node-execute-button');
		await button.click();
		await this.page.getByTestId('output-panel').getByText(shown).first().waitFor();
		await button.getByText('Execute step').waitFor();
	}
}
