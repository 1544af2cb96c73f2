/**
 * Loaded into n8n's process before everything else (NODE_OPTIONS). Answers every request to the port that
 * MEMORY_PROBE_PORT names with that process's memory, in bytes (MemoryProbe.ts says what each value means).
 */
const { createServer } = require('node:http');
const { basename } = require('node:path');
const { setImmediate: nextTurn } = require('node:timers/promises');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const everyMs = 20;
/** Buffers outside the heap are given back a turn after the collection that found them unused. */
const collections = 3;
const [, program = '', command] = process.argv;

function now() {
	const { heapUsed, external, rss } = process.memoryUsage();
	// The system's own record, which a single long piece of work cannot escape; it only ever rises.
	return { inUse: heapUsed + external, resident: rss, ever: process.resourceUsage().maxRSS * 1024 };
}

function serve() {
	setFlagsFromString('--expose-gc');
	const collectGarbage = runInNewContext('gc');
	let start = now();
	let peak = start;

	function look() {
		const { inUse, resident, ever } = now();
		peak = {
			inUse: Math.max(peak.inUse, inUse),
			resident: Math.max(peak.resident, resident, ever > start.ever ? ever : 0),
		};
	}

	async function read() {
		look();
		const { inUse: highestInUse, resident: highestResident } = peak;
		for (let round = 1; round <= collections; round += 1) {
			collectGarbage();
			await nextTurn();
		}
		start = peak = now();
		return { highestInUse, highestResident, inUse: start.inUse, resident: start.resident };
	}

	setInterval(look, everyMs).unref();
	createServer((request, response) => {
		response.setHeader('content-type', 'application/json');
		void read().then((reading) => response.end(JSON.stringify(reading)));
	})
		.listen(Number(process.env.MEMORY_PROBE_PORT), '127.0.0.1')
		.unref();
}

// n8n's task runner is given the same options; only n8n itself is meant.
if (basename(program) === 'n8n' && command === 'start') serve();
