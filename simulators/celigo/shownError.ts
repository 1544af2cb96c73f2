import type { StepError } from './records';
import type { CeligoSwitches } from './switches';

/** An error as the API shows it: the form of its id, its times and its gaps is up to the switches (section 3.2). */
export function shownError(
	switches: CeligoSwitches,
	{ errorId, purgeAt, ...rest }: StepError,
): Record<string, unknown> {
	const asNumber =
		switches.errorIdForm === 'number' ||
		(switches.errorIdForm === 'mixed' && Number(errorId.at(-1)) % 2 === 0);
	const gaps = switches.missingValues === 'absent' ? {} : blanks;
	return {
		[switches.errorIdField]: asNumber ? Number(errorId) : errorId,
		...gaps,
		...rest,
		purgeAt: switches.purgeAtForm === 'iso' ? purgeAt : Date.parse(purgeAt),
	};
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
