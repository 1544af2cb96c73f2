/**
 * Loaded into n8n's process before everything else (NODE_OPTIONS): writes a line to the file that POLL_JOURNAL names when
 * a poll of an installed trigger begins, and one before n8n gets to see what it returned or threw. At once, so that the
 * line is there when n8n is killed in the next moment.
 */
const { appendFileSync } = require('node:fs');
const { sep } = require('node:path');

const installedPackages = ['.n8n', 'nodes', 'node_modules', ''].join(sep);
const marker = new RegExp(process.env.MARKER_PATTERN);
const load = require.extensions['.js'];
let polls = 0;

const eventIn = ({ json }) => `${json.kind} ${marker.exec(JSON.stringify(json))?.[0] ?? json.eventId}`;

function recorded(poll) {
	return async function () {
		polls += 1;
		const number = polls;
		const workflow = this.getWorkflow().id;
		const write = (line) => {
			const entry = { at: Date.now(), process: process.pid, poll: number, workflow, ...line };
			appendFileSync(process.env.POLL_JOURNAL, `${JSON.stringify(entry)}\n`);
		};
		write({ type: 'began', activation: this.getActivationMode() });
		try {
			const result = await poll.call(this);
			write({ type: 'ended', events: (result ?? []).flat().map(eventIn) });
			return result;
		} catch (error) {
			write({ type: 'threw', message: String(error.message) });
			throw error;
		}
	};
}

require.extensions['.js'] = (module, filename) => {
	load(module, filename);
	if (!filename.includes(installedPackages) || !filename.endsWith('Trigger.node.js')) return;
	for (const { prototype } of Object.values(module.exports)) prototype.poll = recorded(prototype.poll);
};
