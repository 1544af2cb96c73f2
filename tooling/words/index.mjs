/** All rules for the words that users read. */
import { complaintsAboutCredentials, complaintsAboutNodes } from './descriptions.mjs';
import { complaintsAboutExamples } from './examples.mjs';
import { complaintsAboutPages } from './pages.mjs';
import { complaintsAboutSentences } from './sentences.mjs';
import { complaintsAboutShortForms } from './shortForms.mjs';

/** One line for each thing that is wrong in the built package in this folder. */
export const complaintsAbout = (folder) => [
	...complaintsAboutNodes(folder),
	...complaintsAboutCredentials(folder),
	...complaintsAboutShortForms(folder),
	...complaintsAboutSentences(folder),
	...complaintsAboutPages(folder),
	...complaintsAboutExamples(folder),
];
