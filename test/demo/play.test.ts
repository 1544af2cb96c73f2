import { expect, jest, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { sayWhatToTry } from '../../demo/play';

test('npm start and README say that the next start takes changes of its workflows back', () => {
	const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
	sayWhatToTry('http://127.0.0.1:5678');
	const said = written.mock.calls.map(([text]) => String(text)).join('');
	written.mockRestore();
	const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
	for (const text of [said, readme]) expect(text).toMatch(/rename a workflow\s+before you change it/i);
});
