/**
 * Measures the shipped code against the limits of the house, and prints a table: how long an operation is, how long the
 * core is, which functions branch too much, what the compiler was asked to believe.
 *
 * `npm run lines`; with `-- --check` it exits with 1 where a limit is passed. A folder as argument measures another
 * checkout, for a comparison of two states.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import typescript from 'typescript';

import { root } from './npm.mjs';

const limits = {
	/** Median lines of a declared operation, docstring included, on each platform. */
	platformMedian: 20,
	/** The same over the operations of all platforms. */
	overallMedian: 15,
	coreLines: 10_666,
	/** More branches than these make a function one that branches too much. */
	branches: 12,
	branchingFunctions: 0,
	any: 0,
	nonNull: 0,
	assertions: 3,
};

const { SyntaxKind } = typescript;
const shipped = ['core', 'nodes', 'credentials'];

const branchingStatements = new Set([
	SyntaxKind.IfStatement,
	SyntaxKind.ForStatement,
	SyntaxKind.ForInStatement,
	SyntaxKind.ForOfStatement,
	SyntaxKind.WhileStatement,
	SyntaxKind.DoStatement,
	SyntaxKind.CaseClause,
	SyntaxKind.CatchClause,
	SyntaxKind.ConditionalExpression,
]);
const branchingOperators = new Set([
	SyntaxKind.AmpersandAmpersandToken,
	SyntaxKind.BarBarToken,
	SyntaxKind.QuestionQuestionToken,
]);

function* parsedFiles(folder) {
	for (const part of shipped) {
		const names = readdirSync(join(folder, part), { recursive: true }).sort();
		for (const name of names.filter((file) => file.endsWith('.ts'))) {
			const path = join(part, name).replaceAll('\\', '/');
			const text = readFileSync(join(folder, path), 'utf8');
			yield typescript.createSourceFile(path, text, typescript.ScriptTarget.Latest, true);
		}
	}
}

function* nodesIn(node) {
	yield node;
	const children = [];
	typescript.forEachChild(node, (child) => {
		children.push(child);
	});
	for (const child of children) yield* nodesIn(child);
}

const lineOf = (file, position) => file.getLineAndCharacterOfPosition(position).line + 1;
const linesOf = (file) => file.text.split('\n').length - 1;
const where = (file, node) => `${file.fileName}:${lineOf(file, node.getStart())}`;

const isDocumented = (node) => node.jsDoc !== undefined;

/**
 * Lines of a declared operation, wherever that is: from its docstring, or from that of the function that returns it, to the end
 * of its statement. One in a list has neither: it is counted as it stands there.
 */
function operationLines(file, node) {
	if (!typescript.isCallExpression(node) || node.expression.getText() !== 'operation') return [];
	const isListed = typescript.isArrayLiteralExpression(node.parent);
	const whole = isListed ? node : typescript.findAncestor(node, typescript.isStatement);
	const [docstring] = (!isListed && typescript.findAncestor(node, isDocumented)?.jsDoc) || [];
	return [lineOf(file, whole.end) - lineOf(file, (docstring ?? whole).getStart()) + 1];
}

/** An arrow function without braces belongs to the function around it, as if its expression stood there. */
const isShortArrow = (node) => typescript.isArrowFunction(node) && !typescript.isBlock(node.body);
const isFunction = (node) =>
	typescript.isFunctionLike(node) && node.body !== undefined && !isShortArrow(node);
const isConstructorOrAccessor = (node) =>
	typescript.isConstructorDeclaration(node) || typescript.isAccessor(node);

const isBranch = (node) =>
	branchingStatements.has(node.kind) ||
	(typescript.isBinaryExpression(node) && branchingOperators.has(node.operatorToken.kind));

/** The branches of a function, without those of the functions in it. */
function branchesOf(owner) {
	let branches = 0;
	const visit = (node) => {
		if (isFunction(node)) return;
		if (isBranch(node)) branches += 1;
		typescript.forEachChild(node, visit);
	};
	typescript.forEachChild(owner, visit);
	return branches;
}

const standsInFunction = (node) => typescript.findAncestor(node.parent, isFunction) !== undefined;
const standsInShortArrow = (node) => typescript.findAncestor(node.parent, isShortArrow) !== undefined;

function nameOf(node) {
	const named = typescript.findAncestor(node, ({ name }) => name !== undefined);
	return named?.name.getText() ?? 'a function without a name';
}

function measure(folder) {
	const measured = { operations: new Map(), coreLines: 0, functions: 0, branching: [], claims: [] };
	for (const file of parsedFiles(folder)) {
		const [part, platform] = file.fileName.split('/');
		if (part === 'core') measured.coreLines += linesOf(file);
		for (const node of nodesIn(file)) {
			if (part === 'nodes') {
				const known = measured.operations.get(platform) ?? [];
				measured.operations.set(platform, [...known, ...operationLines(file, node)]);
			}
			if (isFunction(node) && !isConstructorOrAccessor(node)) measured.functions += 1;
			const isOutermostShortArrow =
				isShortArrow(node) && !standsInFunction(node) && !standsInShortArrow(node);
			if (isFunction(node) || isOutermostShortArrow) {
				const branches = branchesOf(node);
				if (branches > limits.branches) {
					measured.branching.push({ branches, name: nameOf(node), at: where(file, node) });
				}
			}
			const claim = claimOf(node);
			if (claim !== undefined) measured.claims.push({ claim, at: where(file, node) });
		}
	}
	return measured;
}

/** What a node asks the compiler to believe. */
function claimOf(node) {
	if (node.kind === SyntaxKind.AnyKeyword) return 'any';
	if (typescript.isNonNullExpression(node) || node.exclamationToken !== undefined) return '!';
	const isAssertion = typescript.isAsExpression(node) || typescript.isTypeAssertionExpression(node);
	return isAssertion && !typescript.isConstTypeReference(node.type) ? 'as' : undefined;
}

function median(numbers) {
	const sorted = numbers.toSorted((one, other) => one - other);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

let beyond = 0;

function row(what, value, limit, remark = '') {
	const isBeyond = limit !== undefined && value > limit;
	if (isBeyond) beyond += 1;
	const bound = limit === undefined ? '' : `at most ${limit.toLocaleString('en')}`;
	const cells = [what.padEnd(34), value.toLocaleString('en').padStart(6), bound.padEnd(14), remark];
	console.log(`${isBeyond ? '!' : ' '} ${cells.join('  ').trimEnd()}`);
}

if (process.argv.includes('--help')) {
	console.log(
		'npm run lines -- takes a folder, and --check, which fails where something is beyond its bound.',
	);
	process.exit(0);
}
const folder = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? root;
const { operations, coreLines, functions, branching, claims } = measure(resolve(folder));

/** An operation that is declared for several kinds of things counts once. */
const declared = ({ length }) => `${length} declared operations`;
for (const [platform, lines] of operations) {
	if (lines.length === 0) {
		beyond += 1;
		console.log(
			`! No operation was found in nodes/${platform}: does lines.mjs still know how one is written?`,
		);
	} else row(`median lines, ${platform}`, median(lines), limits.platformMedian, declared(lines));
}
const all = [...operations.values()].flat();
if (all.length > 0) row('median lines, all platforms', median(all), limits.overallMedian, declared(all));
row('lines of the core', coreLines, limits.coreLines);
row('functions', functions);
row(`with more than ${limits.branches} branches`, branching.length, limits.branchingFunctions);
for (const { branches, name, at } of branching.sort((one, other) => other.branches - one.branches)) {
	console.log(`      ${String(branches).padStart(2)} ${name} (${at})`);
}
for (const [claim, limit] of [
	['any', limits.any],
	['!', limits.nonNull],
	['as', limits.assertions],
]) {
	const found = claims.filter((one) => one.claim === claim);
	row(`"${claim}"`, found.length, limit, found.map(({ at }) => at).join(', '));
}
if (beyond > 0) {
	console.log(`${beyond} of these are beyond their limits.`);
	if (coreLines > limits.coreLines) {
		console.log(
			'What the core gains in one place it saves in another: simplify in the same room, with fewer concepts, not with denser lines. The bound is moved by the owners only (CONTRIBUTING.md, The rules).',
		);
	}
	if (process.argv.includes('--check')) process.exitCode = 1;
}
