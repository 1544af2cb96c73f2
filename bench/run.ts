import { arch, cpus, loadavg, platform, totalmem } from 'node:os';
import { flagsOf } from '../demo/install/flags';
import { say } from '../demo/install/progress';
import { BenchmarkN8n } from './BenchmarkN8n';
import { measureGets, measureLimits, measureLists, measureMemory, type Sizes } from './measurements';
import { report } from './report';

/** About eleven minutes on two cores that do nothing else, once n8n is installed. */
const fullSizes: Sizes = { rounds: 4, listed: 10_000, gets: 1_000, limitedGets: 2_000, remembered: 50_000 };
const quickSizes: Sizes = { rounds: 2, listed: 1_000, gets: 50, limitedGets: 100, remembered: 2_000 };

async function measure(n8n: BenchmarkN8n, sizes: Sizes): Promise<string> {
	const loadOfLastMinute = () => loadavg()[0] ?? 0;
	const before = loadOfLastMinute();
	const lists = await measureLists(n8n, sizes);
	const gets = await measureGets(n8n, sizes);
	const limits = await measureLimits(n8n, sizes);
	const memory = await measureMemory(n8n, sizes);
	const gibibytes = Math.round(totalmem() / 1024 ** 3);
	const machine = `${cpus().length} cores, ${gibibytes} GiB of memory, ${platform()} ${arch()}`;
	return report({
		sizes,
		machine,
		measuredOn: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
		load: { before, after: loadOfLastMinute() },
		lists,
		gets,
		limits,
		memory,
	});
}

/** `npm run bench:n8n`, or with `-- --quick` in small: a whole n8n, with Celigo against its simulator. Prints its report. */
async function main(): Promise<void> {
	const given = flagsOf('bench:n8n', { quick: { does: 'in small' } });
	const quick = given('quick') !== undefined;
	const n8n = await BenchmarkN8n.start();
	try {
		const markdown = await measure(n8n, quick ? quickSizes : fullSizes);
		say(markdown);
	} finally {
		await n8n.stop();
	}
}

// n8n and the platform end with this process, however it ends.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

main().catch((error: unknown) => {
	say(
		`\nThe benchmark did not work: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
	);
	process.exitCode = 1;
});
