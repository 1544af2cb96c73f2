import Sequencer from '@jest/test-sequencer';

/** Longest first. The rest takes one to three minutes each. */
const slow = ['editor.test.ts', 'newPlatform.test.ts', 'trigger.test.ts'];

const placeOf = ({ path }) => {
	const place = slow.findIndex((name) => path.endsWith(name));
	return place === -1 ? slow.length : place;
};

/** Jest itself begins with the largest files; here the length of a test says little about how long it waits for n8n. */
export default class SlowestFirst extends Sequencer {
	sort(tests) {
		return [...tests].sort((a, b) => placeOf(a) - placeOf(b) || a.path.localeCompare(b.path));
	}
}
