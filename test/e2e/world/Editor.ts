import type { Browser, Locator, Page } from 'playwright-core';
import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import { isRecord } from '../../../core';
import { waitFor } from '../../../demo/n8n/waitFor';
import { openBrowser } from './browser';

const waitMs = 60_000;

const savedNode = z.object({ type: z.string(), parameters: z.custom<INodeParameters>(isRecord) });
const savedWorkflow = z.object({ data: z.object({ nodes: z.array(savedNode) }) });

/** Turns off transitions and animations: without a graphics card they take much of the processor time. */
const endMotion = `document.addEventListener('DOMContentLoaded', () => {
	const style = document.createElement('style');
	style.textContent = '*, *::before, *::after { transition: none !important; animation: none !important }';
	document.head.append(style);
})`;

/** What n8n adds to the dropdowns of every node with credentials. */
const addedByN8n = 'Custom API Call';

/** The first line of each: the name without its description. */
async function namesOf(options: Locator): Promise<string[]> {
	const texts = await options.allInnerTexts();
	return texts.map((text) => text.split('\n')[0] ?? '').filter((name) => name !== addedByN8n);
}

/** A part of what a node offers in the panel. */
export type OfferPart = 'Triggers' | 'Actions';

const headerOf = (panel: Locator, part: OfferPart): Locator =>
	panel.locator(`[data-keyboard-nav-id="${part}"]`);

/** Of a part that is headed "Actions (31)" or the like. */
async function unfold(panel: Locator, part: OfferPart): Promise<void> {
	const header = headerOf(panel, part);
	await header.waitFor();
	const isFolded = await header.locator('xpath=..').getAttribute('data-category-collapsed');
	if (isFolded === 'true') await header.click();
}

/** Unfolds a part and waits until it is drawn whole. */
async function offersOf(panel: Locator, part: OfferPart): Promise<string[]> {
	await unfold(panel, part);
	const header = headerOf(panel, part);
	const folder = header.locator('xpath=..');
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
		const { browser, page } = await openBrowser(baseURL, {
			viewport: { width: 1440, height: 900 },
			reducedMotion: 'reduce',
		});
		await page.addInitScript({ content: endMotion });
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

	/** After offersAgain: adds the node with this trigger or action, which opens its fields; gives the lines of text on them. */
	async addOffer(name: string): Promise<string[]> {
		await this.page.getByTestId('node-creator').getByText(name, { exact: true }).first().click();
		const lines = await this.linesOf(await this.openFields());
		await this.closeNode();
		return lines;
	}

	async openWorkflow(workflowId: string): Promise<void> {
		await this.page.goto(`/workflow/${workflowId}`);
	}

	/** In the open workflow: opens a node and closes it again; gives those of the texts that are on no line of its fields. */
	async textsMissingOn(nodeName: string, texts: readonly string[]): Promise<string[]> {
		await this.page.locator(`[data-test-id=canvas-node][data-node-name="${nodeName}"]`).dblclick();
		let missing = [...texts];
		// The fields of a group are drawn after the rest.
		const isComplete = async () => {
			const lines = await this.linesOf(await this.openFields());
			missing = texts.filter((text) => !lines.includes(text));
			return missing.length === 0;
		};
		await waitFor('the fields', isComplete, { timeoutMs: waitMs }).catch(() => undefined);
		await this.closeNode();
		return missing;
	}

	private async openFields(): Promise<Locator> {
		const fields = this.page.getByTestId('ndv').getByTestId('node-parameters');
		await fields.waitFor();
		return fields;
	}

	private async linesOf(fields: Locator): Promise<string[]> {
		return (await fields.innerText()).split('\n').map((line) => line.trim());
	}

	private async closeNode(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.page.getByTestId('ndv').getByTestId('node-parameters').waitFor({ state: 'detached' });
	}

	/** In the open workflow: opens a part of what this node offers, unless the panel shows it already. */
	async offersAgain(displayName: string, part: OfferPart): Promise<void> {
		const panel = this.page.getByTestId('node-creator');
		if (await panel.isVisible()) {
			await unfold(panel, part);
		} else {
			await this.openPanel();
			await unfold(await this.openNode(displayName), part);
		}
	}

	/** The nodes of the open workflow with such a type as n8n saved them, as soon as they are so many. */
	async savedNodes(typePrefix: string, count: number): Promise<Array<z.output<typeof savedNode>>> {
		return await waitFor(
			`${count} saved nodes`,
			async () => {
				// A new workflow has an ID from when it is first saved.
				const [, id = ''] = /workflow\/([^/?]+)/.exec(this.page.url()) ?? [];
				const response = await this.page.context().request.get(`/rest/workflows/${id}`);
				const saved = savedWorkflow.parse(await response.json()).data.nodes;
				const nodes = saved.filter(({ type }) => type.startsWith(typePrefix));
				return nodes.length >= count ? nodes : undefined;
			},
			{ timeoutMs: waitMs },
		);
	}

	/** Opens the panel of an empty workflow, for `searchPanel`. */
	async openSearch(): Promise<void> {
		await this.page.goto('/workflow/new');
		await this.openPanel();
	}

	/** What the open panel finds, as soon as these names are among it. */
	async searchPanel(text: string, names: readonly string[]): Promise<string[]> {
		const panel = this.page.getByTestId('node-creator');
		const search = panel.getByTestId('node-creator-search-bar');
		const found = panel.getByTestId('node-creator-item-name');
		const foundBy = (name: string) => found.filter({ hasText: name }).first();
		// What an earlier search has found must not pass for what this one finds.
		await search.fill('');
		for (const name of names) await foundBy(name).waitFor({ state: 'detached' });
		await search.fill(text);
		for (const name of names) await foundBy(name).waitFor();
		return await namesOf(found);
	}

	private async openPanel(): Promise<void> {
		await this.page.getByTestId('node-creator-plus-button').click();
		await this.page.getByTestId('node-creator').waitFor();
	}

	private async offersOf(displayName: string): Promise<{ triggers: string[]; actions: string[] }> {
		const panel = await this.openNode(displayName);
		return { triggers: await offersOf(panel, 'Triggers'), actions: await offersOf(panel, 'Actions') };
	}

	/** In the open panel; gives the panel with what the node offers. */
	private async openNode(displayName: string): Promise<Locator> {
		const panel = this.page.getByTestId('node-creator');
		await panel.getByTestId('node-creator-search-bar').fill(displayName);
		await panel.getByText(displayName, { exact: true }).first().click();
		return panel;
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
