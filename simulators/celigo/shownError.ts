import type { StepError } from './records';
import type { CeligoSwitches } from './switches';

/** An error as the API shows it: the form of its id, its times, its tags and its gaps is up to the switches (section 3.2). */
export function shownError(
	switches: CeligoSwitches,
	{ errorId, purgeAt, tags, ...rest }: StepError,
): Record<string, unknown> {
	const asNumber =
		switches.errorIdForm === 'number' ||
		(switches.errorIdForm === 'mixed' && Number(errorId.at(-1)) % 2 === 0);
	const gaps = switches.missingValues === 'absent' ? {} : blanks;
	const isBoth = switches.errorIdField === 'both';
	return {
		[isBoth ? 'errorId' : switches.errorIdField]: asNumber ? Number(errorId) : errorId,
		...(isBoth && { _id: 'errors-of-the-step' }),
		...gaps,
		...rest,
		...shownTags(switches, tags),
		purgeAt: switches.purgeAtForm === 'iso' ? purgeAt : Date.parse(purgeAt),
	};
}

function shownTags({ errorTags }: CeligoSwitches, tags: readonly string[]): { tags?: unknown[] } {
	if (errorTags === 'hidden') return {};
	return { tags: errorTags === 'codes' ? [...tags] : tags.map((tagId) => ({ tagId })) };
}

const blanks = {
	traceKey: '',
	exportDataURI: '',
	importDataURI: '',
	retryDataKey: '',
	_flowJobId: '',
	reqAndResKey: '',
	assignedTo: '',
	legacyId: '',
};
