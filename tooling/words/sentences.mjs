/** Rules for the sentences in the source: messages, their hints, and whatever else is longer than a word. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import typescript from 'typescript';

import { labelsIn } from './descriptions.mjs';
import { privateWordsIn } from './phrases.mjs';

const ROOMS = ['core', 'credentials', 'nodes'];
/** What takes a message and a hint; the place of the message among the arguments. */
const MESSAGE_AT = { FieldError: 0, error: 0, remark: 0, nodeError: 1 };
/** n8n's guidelines avoid these in messages; an error is a record of some platforms, so it may be named there. */
const BLAMING = /\b(problems?|failures?|mistakes?)\b/i;
const BLAMING_IN_CORE = /\b(problems?|failures?|mistakes?|errors?)\b/i;

export function complaintsAboutSentences(folder) {
	const labels = [...labelsIn(folder)].filter((label) => / /.test(label)).sort(longestFirst);
	return ROOMS.flatMap((room) => sourcesIn(folder, room)).flatMap((file) => {
		const text = readFileSync(join(folder, file), 'utf8');
		const source = typescript.createSourceFile(file, text, typescript.ScriptTarget.Latest, true);
		return sentencesIn(source).flatMap(({ node, sentence, isMessage }) => {
			const { line } = source.getLineAndCharacterOfPosition(node.getStart());
			const rules = [
				...privateWordsIn(sentence),
				...(isMessage ? blamingWords(file, sentence) : []),
				...(isMessage || isHint(node) ? unquotedLabels(labels, sentence) : []),
			];
			return rules.map((rule) => `${file}:${line + 1}: ${rule}: ${sentence}`);
		});
	});
}

/** TypeScript files of a room, by their paths from the package's folder. */
function sourcesIn(folder, room) {
	if (!existsSync(join(folder, room))) return [];
	const names = readdirSync(join(folder, room), { recursive: true }).map((name) =>
		name.replaceAll('\\', '/'),
	);
	return names
		.filter((name) => name.endsWith('.ts'))
		.sort()
		.map((name) => `${room}/${name}`);
}

const longestFirst = (one, other) => other.length - one.length;

function blamingWords(file, sentence) {
	const found = (file.startsWith('core/') ? BLAMING_IN_CORE : BLAMING).exec(sentence);
	return found ? [`a message says "${found[0]}"`] : [];
}

/** A field's name stands in single quotation marks. */
function unquotedLabels(labels, sentence) {
	// Names that are quoted are done with; `Sow Mirror: Get Many` is an operation.
	const rest = sentence.replace(/'[A-Z][^']*'/g, '').replace(/[A-Z][a-z]+( [A-Z][a-z]+)*: [A-Z]/g, '');
	return labels
		.filter((label) => rest.includes(label))
		.map((label) => `names ${label} without single quotation marks`);
}

function sentencesIn(source) {
	const found = [];
	const visit = (node) => {
		if (typescript.isImportDeclaration(node) || typescript.isExportDeclaration(node)) return;
		if (isText(node)) {
			const sentence = wordsOf(node, source);
			if (/[a-z] [a-z]/i.test(sentence) && !isRoute(node)) {
				found.push({ node, sentence, isMessage: argumentOf(node) === 'message' });
			}
		}
		node.forEachChild(visit);
	};
	visit(source);
	return found;
}

const isText = (node) => typescript.isStringLiteralLike(node) || typescript.isTemplateExpression(node);

/** The fixed words of a text; what is filled in is none of them. */
function wordsOf(node, source) {
	if (!typescript.isTemplateExpression(node)) return node.text;
	return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('{}');
}

const isRoute = ({ parent }) => typescript.isTaggedTemplateExpression(parent);

/** Whether a text is the message or the hint of what takes both, perhaps within a condition. */
function argumentOf(node) {
	let [inner, outer] = [node, node.parent];
	while (typescript.isConditionalExpression(outer) || typescript.isParenthesizedExpression(outer)) {
		[inner, outer] = [outer, outer.parent];
	}
	if (!typescript.isCallExpression(outer) && !typescript.isNewExpression(outer)) return undefined;
	const { expression } = outer;
	const name = typescript.isPropertyAccessExpression(expression) ? expression.name.text : expression.text;
	const place = Object.hasOwn(MESSAGE_AT, name) ? MESSAGE_AT[name] : undefined;
	if (place === undefined) return undefined;
	const index = outer.arguments.indexOf(inner);
	return index === place ? 'message' : index === place + 1 ? 'hint' : undefined;
}

function isHint(node) {
	if (argumentOf(node) === 'hint') return true;
	return (
		typescript.isPropertyAssignment(node.parent) && /[hH]int$|^missing$/.test(node.parent.name.getText())
	);
}
