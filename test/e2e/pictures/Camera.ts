import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { repositoryFolder } from '../../../demo/install/folders';
import { openBrowser } from '../world/browser';

const folder = join(repositoryFolder, 'docs', 'pictures');
const maxBytes = 400_000;
/** Around the nodes of a canvas: their names, and what they do, are below them and may be wider. */
const canvasMargin = { left: 60, right: 130, top: 30, bottom: 75 };
/** Under the last field that is seen. */
const fieldMargin = 8;

/** Between an action in the panel for nodes and the next. */
const offerMargin = 8;

/** In CSS pixels; a picture has twice as many. */
interface Area {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** What covers the subject: the editor's messages, its own controls, the cursor in a field. */
const distractions = `
	.el-notification, [data-test-id=canvas-controls], [class*=_nodeButtonsWrapper_], [class*=_executionButtons_],
	[data-test-id=ndv-edit-pinned-data], [data-test-id=ndv-pin-data] { display: none !important }
	* { caret-color: transparent !important }
`;

function aroundNodes(nodes: Area[]): Area {
	const { left, right, top, bottom } = canvasMargin;
	const x = Math.min(...nodes.map((node) => node.x)) - left;
	const y = Math.min(...nodes.map((node) => node.y)) - top;
	return {
		x,
		y,
		width: Math.max(...nodes.map((node) => node.x + node.width)) + right - x,
		height: Math.max(...nodes.map((node) => node.y + node.height)) + bottom - y,
	};
}

async function areaOf(shown: Locator): Promise<Area> {
	const area = await shown.boundingBox();
	if (area === null) throw new Error(`Nothing to take a picture of: ${shown.toString()}`);
	return area;
}

/** n8n's editor in a headless browser with two pixels for one, and what is seen there as pictures of the documentation. */
export class Camera {
	private constructor(
		private readonly browser: Browser,
		private readonly page: Page,
	) {}

	static async open(baseURL: string): Promise<Camera> {
		await mkdir(folder, { recursive: true });
		const { browser, page } = await openBrowser(baseURL, {
			deviceScaleFactor: 2,
			reducedMotion: 'reduce',
			timezoneId: 'UTC',
		});
		return new Camera(browser, page);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	/** Opens an address of n8n in a window of this size. */
	async look(address: string, width: number, height: number): Promise<void> {
		await this.page.setViewportSize({ width, height });
		await this.page.goto(address);
		await this.page.addStyleTag({ content: distractions });
	}

	/** Opens the canvas of a workflow. */
	async openWorkflow(id: string, width: number, height: number): Promise<void> {
		await this.look(`/workflow/${id}`, width, height);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** Opens a node of the open workflow. */
	async openNode(name: string): Promise<void> {
		await this.nodeOnCanvas(name).dblclick();
		await this.page.getByTestId('ndv').waitFor();
	}

	/** Runs the open node until its output shows this text; items are shown as a table. */
	async executeNode(shown: string): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
		const output = this.page.getByTestId('output-panel');
		await output.getByText(shown).first().waitFor();
		const table = output.getByText('Table', { exact: true });
		if (await table.isVisible()) await table.click();
	}

	/** Runs the open workflow until this node has succeeded. */
	async executeWorkflow(last: string): Promise<void> {
		await this.page.keyboard.press('Control+Enter');
		await this.nodeOnCanvas(last).getByTestId('canvas-node-status-success').waitFor();
	}

	private nodeOnCanvas(name: string): Locator {
		return this.page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
	}

	/** Opens the list of a picker of the open node. */
	async openPicker(field: string): Promise<void> {
		await this.page.getByTestId(`resource-locator-${field}`).getByTestId('rlc-input').click();
		await this.page.getByTestId('rlc-item').first().waitFor();
	}

	/** Takes a part of the editor out of the next picture. */
	async hide(testId: string): Promise<void> {
		await this.page.addStyleTag({ content: `[data-test-id=${testId}] { display: none !important }` });
	}

	/** All nodes of the open workflow, and the lines between them. */
	async takeCanvas(name: string): Promise<void> {
		await this.page.keyboard.press('1');
		const nodes = await this.page.locator('.vue-flow__node').all();
		await this.take(name, aroundNodes(await Promise.all(nodes.map(areaOf))));
	}

	/** The fields of the open node, and its output beside them. */
	async takeNode(name: string): Promise<void> {
		const node = await areaOf(this.page.getByTestId('ndv'));
		const { x, y } = await this.fieldsPanel();
		const border = 2;
		const [right, bottom] = [node.x + node.width - border, node.y + node.height - border];
		await this.take(name, { x, y, width: right - x, height: bottom - y });
	}

	/** The fields of the open node, down to this text. */
	async takeFields(name: string, last: string): Promise<void> {
		const panel = await this.fieldsPanel();
		const { y, height } = await areaOf(this.page.getByTestId('ndv').getByText(last).first());
		await this.take(name, { ...panel, height: y + height + fieldMargin - panel.y });
	}

	/** The fields of the open node, and the first columns and rows of the table beside them that are seen whole. */
	async takeTable(name: string): Promise<void> {
		const node = await areaOf(this.page.getByTestId('ndv'));
		const handle = await areaOf(this.page.getByTestId('panel-drag-button'));
		await this.page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
		await this.page.mouse.down();
		await this.page.mouse.move(node.x, handle.y, { steps: 10 });
		await this.page.mouse.up();
		// It is at the right of the window, where the last column is cut.
		await this.hide('ndv-run-data-display-mode');
		const output = this.page.getByTestId('output-panel');
		const columns = await Promise.all((await output.locator('th').all()).map(areaOf));
		const rows = await Promise.all((await output.locator('tbody tr').all()).map(areaOf));
		const rights = columns.map(({ x, width }) => x + width).filter((right) => right <= node.x + node.width);
		const bottoms = rows
			.map(({ y, height }) => y + height)
			.filter((bottom) => bottom <= node.y + node.height);
		const { x, y } = await this.fieldsPanel();
		const bottom = await this.aboveLabel(Math.max(...bottoms));
		await this.take(name, { x, y, width: Math.max(...rights) - x, height: bottom - y });
	}

	/** This height, or a little less where it would cut the label of a field. */
	private async aboveLabel(bottom: number): Promise<number> {
		const labels = await this.page.getByTestId('ndv').getByTestId('node-parameters').locator('label').all();
		const areas = await Promise.all(labels.map(async (label) => await label.boundingBox()));
		const cut = areas.find((area) => area !== null && area.y < bottom && area.y + area.height > bottom);
		return cut === null || cut === undefined ? bottom : cut.y - fieldMargin;
	}

	private async fieldsPanel(): Promise<Area> {
		const node = this.page.getByTestId('ndv');
		const { x, width } = await areaOf(node.getByTestId('node-parameters'));
		const { y, height } = await areaOf(node.getByTestId('output-panel'));
		return { x, y, width, height };
	}

	/** What the panel for nodes offers of this one, in an empty workflow. */
	async takePanel(name: string, displayName: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').click();
		const panel = this.page.getByTestId('node-creator');
		await panel.getByTestId('node-creator-search-bar').fill(displayName);
		await panel.getByText(displayName, { exact: true }).first().click();
		const actions = panel.locator('[data-keyboard-nav-id="Actions"]');
		await actions.click();
		const whole = await areaOf(panel);
		const offers = panel.getByTestId('node-creator-item-name');
		const under = actions.locator('xpath=..').getByTestId('node-creator-item-name');
		await under.first().waitFor();
		const areas = await Promise.all((await offers.all()).map(areaOf));
		const bottoms = areas
			.map(({ y, height }) => y + height + offerMargin)
			.filter((bottom) => bottom <= whole.y + whole.height);
		await this.take(name, { ...whole, height: Math.max(...bottoms) - whole.y });
	}

	/** A page of its own, down to the end of this element. */
	async takePage(name: string, last: string): Promise<void> {
		const { x, y, width, height } = await areaOf(this.page.locator(last));
		await this.take(name, { x: 0, y: 0, width: width + 2 * x, height: y + height + x });
	}

	/** Writes docs/pictures/<name>.png. */
	async take(name: string, clip: Area): Promise<void> {
		const path = join(folder, `${name}.png`);
		await this.page.screenshot({ path, clip, animations: 'disabled', caret: 'hide' });
		const { size } = await stat(path);
		if (size > maxBytes) throw new Error(`${name}.png has ${size} bytes, more than ${maxBytes}`);
	}
}
