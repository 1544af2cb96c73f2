/**
 * Loaded into n8n's process before everything else (NODE_OPTIONS): writes down, again and again, the time, the
 * resident memory and its highest value so far, in bytes, to the file that MEMORY_RECORD names.
 */
const { appendFileSync } = require('node:fs');
const { basename } = require('node:path');

const everyMs = 20;
const [, program = '', command] = process.argv;

// n8n's task runner is given the same options; only n8n itself is meant.
if (basename(program) === 'n8n' && command === 'start') {
	setInterval(() => {
		const highest = process.resourceUsage().maxRSS * 1024;
		appendFileSync(process.env.MEMORY_RECORD, `${Date.now()} ${process.memoryUsage.rss()} ${highest}\n`);
	}, everyMs).unref();
}
