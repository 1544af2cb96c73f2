import { describe, expect, test } from '@jest/globals';
import { transformSync } from '@swc/core';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The tests of the core stand beside its rooms: every file that does something has a test of its name. */
const core = join(__dirname, '../../core');
const pathsIn = (folder: string, end: string) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map((path) => path.replaceAll('\\', '/'))
		.filter((path) => path.endsWith(end) && path.includes('/'))
		.sort();

/** Files that show themselves only in what others do with them, and the tests that look at that. */
const provenBy: Readonly<Record<string, string>> = {
	'credential/signedRequest': 'platforms/httpRequestNode.test.ts',
	'data/ExactNumber': 'core/data/exactJson.test.ts',
	'data/hosts': 'core/request/downloads.redirects.test.ts',
	'operation/Progress': 'core/operation/jobs.test.ts',
	'operation/health': 'platforms/allHealth.test.ts',
	'request/FailedTry': 'core/request/failures.test.ts',
	'request/meanings': 'core/request/failures.test.ts',
	'request/readBody': 'core/request/downloads.test.ts',
	'request/sentSecrets': 'core/request/Transport.test.ts',
	'trigger/Outages': 'core/trigger/pollErrors.life.test.ts',
	'trigger/TriggerState': 'core/trigger/pollErrors.life.test.ts',
	'trigger/account': 'core/trigger/pollErrors.life.test.ts',
};

/** Whether anything of a file is left when its types, and what it passes on from other files, are gone. */
function doesSomething(path: string): boolean {
	const { code } = transformSync(readFileSync(join(core, path), 'utf8'), {
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
		isModule: true,
	});
	const comment = /\/\*[^]*?\*\//g;
	const passedOn = /export (\{[^}]*\}|\*)( from [^;]*)?;/g;
	return code.replace(comment, '').replace(passedOn, '').trim() !== '';
}

/** `request/Pace` of `request/Pace.test.ts` and `request/Pace.hold.test.ts`. */
const subjectOf = (path: string) => `${dirname(path)}/${basename(path).split('.')[0] ?? ''}`;
const files = pathsIn(core, '.ts');
const tested = pathsIn(__dirname, '.test.ts').map(subjectOf);

describe('the core', () => {
	test('is found, and is known to do something or not', () => {
		expect(files.length).toBeGreaterThan(40);
		expect(['request/Pace.ts', 'data/FieldError.ts', 'trigger/Feed.ts'].every(doesSomething)).toBe(true);
		expect(['request/Platform.ts', 'trigger/index.ts'].some(doesSomething)).toBe(false);
	});

	test('has a test of the same name for each file that does something', () => {
		const known = [...tested, ...Object.keys(provenBy)];
		const untested = files.filter((path) => doesSomething(path) && !known.includes(subjectOf(path)));
		expect(untested).toEqual([]);
	});

	test('has the tests that prove the others, and a test of the same name takes their place', () => {
		const missing = Object.values(provenBy).filter((path) => !existsSync(join(__dirname, '..', path)));
		const needless = Object.keys(provenBy).filter((subject) => tested.includes(subject));
		expect([missing, needless]).toEqual([[], []]);
	});

	test('has a file of the same name for each test', () => {
		const subjects = files.map(subjectOf);
		expect(tested.filter((subject) => !subjects.includes(subject))).toEqual([]);
	});
});
