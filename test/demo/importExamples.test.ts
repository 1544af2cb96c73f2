import { expect, test } from '@jest/globals';

import { published } from '../../demo/importExamples';
import { exampleNames } from '../../demo/exampleWorkflows';

test('npm start publishes the error workflow, too: n8n runs no other when a workflow fails', async () => {
	expect(published).toContain('error-workflow');
	expect(await exampleNames()).toEqual(expect.arrayContaining(published));
});
