import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from '../../demo/install/command';
import type { N8nInstallation } from '../../demo/install/installN8n';
import { eventIn } from './markers';

const rowSchema = z.object({
	id: z.coerce.string(),
	workflow: z.string(),
	status: z.string(),
	createdAt: z.string(),
	items: z.array(z.object({ json: z.unknown() })),
});

/** An execution that a trigger started, as n8n's database has it. */
export interface StoredExecution {
	id: string;
	workflow: string;
	/** `crashed` when n8n was killed while it ran. */
	status: string;
	createdAt: number;
	events: string[];
}

/**
 * Run by n8n's own Node and with n8n's own reader of its format: an execution has what started it from its first moment on,
 * where its nodes' results stand when it is over.
 */
const script = `
	const { DatabaseSync } = require('node:sqlite');
	const [n8n, file] = process.argv.slice(1);
	const { parse } = require('node:module').createRequire(n8n)('flatted');
	const rows = new DatabaseSync(file, { readOnly: true })
		.prepare(\`SELECT e.id, e.workflowId AS workflow, e.status, e.createdAt, d.data
			FROM execution_entity e JOIN execution_data d ON d.executionId = e.id WHERE e.mode = 'trigger' ORDER BY e.id\`)
		.all();
	const items = ({ resultData, executionData }) => {
		const first = Object.values(resultData?.runData ?? {})[0]?.[0];
		const start = executionData?.nodeExecutionStack?.[0];
		return (first?.data ?? start?.data)?.main?.[0] ?? [];
	};
	const shown = rows.map(({ data, ...row }) => ({ ...row, items: items(parse(data)).map(({ json }) => ({ json })) }));
	process.stdout.write(JSON.stringify(shown));
`;

/** Every execution that a trigger started with at least one item; `folder` is n8n's user folder. */
export async function storedExecutions(
	{ node, n8n }: N8nInstallation,
	folder: string,
): Promise<StoredExecution[]> {
	const file = join(folder, '.n8n', 'database.sqlite');
	const output = await runCommand(node, ['--no-warnings', '--eval', script, '--', n8n, file], { folder });
	return z
		.array(rowSchema)
		.parse(JSON.parse(output))
		.map(({ items, createdAt, ...row }) => ({
			...row,
			createdAt: Date.parse(`${createdAt.replace(' ', 'T')}Z`),
			events: items
				.map(({ json }) => json)
				.filter(isEvent)
				.map(eventIn),
		}))
		.filter(({ events }) => events.length > 0);
}

/** A failed poll is an execution too, whose item is no event. */
function isEvent(json: unknown): boolean {
	return z.object({ kind: z.string() }).safeParse(json).success;
}
