/**
 * The house's rules on who may import whom. Arrows point down: nodes -> core, and test, demo, bench -> simulators.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const shipped = '^(credentials|nodes|core)/';
const unshipped = '^(test|simulators|demo|bench|docs|tooling)/';
/** What n8n gives to a community package at run time; everything else is a development dependency. */
const offeredByN8n = '^node_modules/(n8n-workflow|p-limit|luxon|@types/luxon|zod|lodash|@types/lodash)/';

/** The rooms of the core, each with the rooms below it. What is not named here is not imported. */
const rooms = {
	data: [],
	shapes: ['data'],
	request: ['data'],
	credential: ['data', 'request'],
	field: ['data', 'request'],
	operation: ['data', 'field', 'request', 'shapes'],
	trigger: ['data', 'field', 'request', 'shapes'],
};

const roomRules = Object.entries(rooms).map(([room, below]) => ({
	name: `room-${room}`,
	comment: `core/${room} may use ${below.length === 0 ? 'no other room' : below.join(', ')} of the core.`,
	severity: 'error',
	from: { path: `^core/${room}/` },
	to: { path: '^core/', pathNot: `^core/(${[room, ...below].join('|')})/` },
}));

module.exports = {
	forbidden: [
		...roomRules,
		{
			name: 'rooms-are-entered-inside',
			comment: 'The faces are for platforms; a room of the core imports the files of another.',
			severity: 'error',
			from: { path: '^core/[^/]+/', pathNot: '/index\\.ts$' },
			to: { path: '^core/(trigger/)?index\\.ts$' },
		},
		{
			name: 'platforms-enter-by-the-faces',
			comment: 'core/index.ts, and core/trigger/index.ts for triggers, are what a platform may use.',
			severity: 'error',
			from: { path: '^nodes/' },
			to: { path: '^core/', pathNot: '^core/(trigger/)?index\\.ts$' },
		},
		{
			name: 'action-nodes-load-no-trigger',
			comment: "n8n loads a node's file alone: an action node must not bring the trigger's code along.",
			severity: 'error',
			from: { path: '^nodes/[^/]+/[^/]+\\.node\\.ts$', pathNot: 'Trigger\\.node\\.ts$' },
			to: { path: '^core/trigger/', reachable: true },
		},
		{
			name: 'no-circles',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'core-knows-no-platform',
			comment: 'The core is used by platforms; it never names one.',
			severity: 'error',
			from: { path: '^core/' },
			to: { path: '^(nodes|credentials)/' },
		},
		{
			name: 'platforms-are-strangers',
			comment: 'What two platforms share belongs into the core.',
			severity: 'error',
			from: { path: '^nodes/([^/]+)/' },
			to: { path: '^nodes/', pathNot: '^nodes/$1/' },
		},
		{
			name: 'credentials-stand-alone',
			comment:
				"n8n loads a credential without any node: it needs these rooms of the core only, and the platform's hosts.",
			severity: 'error',
			from: { path: '^credentials/' },
			to: {
				path: '^(credentials|nodes|core)/',
				pathNot: '^(core/(credential|data|request)/|credentials/addresses/)',
			},
		},
		{
			name: 'addresses-need-nothing',
			comment: 'A credential and a node share them, and load nothing else with them.',
			severity: 'error',
			from: { path: '^credentials/addresses/' },
			to: {},
		},
		{
			name: 'nodes-need-no-credential-file',
			comment: 'A node meets a credential through n8n only; what both need stands in the core.',
			severity: 'error',
			from: { path: '^nodes/' },
			to: { path: '^credentials/', pathNot: '^credentials/addresses/' },
		},
		{
			name: 'shipped-needs-nothing-unshipped',
			severity: 'error',
			from: { path: shipped },
			to: { path: unshipped },
		},
		{
			name: 'shipped-imports-only-what-n8n-offers',
			comment: 'A community package has no dependencies of its own: this import would fail in a real n8n.',
			severity: 'error',
			from: { path: shipped },
			to: { dependencyTypesNot: ['local', 'core'], pathNot: offeredByN8n },
		},
		{
			name: 'shipped-uses-of-node-only-crypto',
			severity: 'error',
			from: { path: shipped },
			to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
		},
		{
			name: 'simulators-are-written-from-documents',
			comment: 'A simulator that imports the node it is for would share its mistakes.',
			severity: 'error',
			from: { path: '^simulators/' },
			to: { path: `${shipped}|^(test|demo|bench|docs)/` },
		},
		{
			name: 'tests-are-not-a-library',
			comment: 'The engine harness under test/engine is; bench and docs run nodes on it.',
			severity: 'error',
			from: { pathNot: '^test/' },
			to: { path: '^test/', pathNot: '^test/engine/' },
		},
		{
			name: 'imports-exist',
			severity: 'error',
			from: {},
			to: { couldNotResolve: true },
		},
		{
			name: 'declared-dependencies-only',
			comment: 'What is imported stands in package.json, not somewhere in node_modules by chance.',
			severity: 'error',
			from: { path: unshipped },
			to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
		},
	],
	options: {
		// demo has a package.json of its own, and uses the root's tools beside it.
		combinedDependencies: true,
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^demo/(\\.|.*/node_modules/)' },
		tsConfig: { fileName: 'tsconfig.unshipped.json' },
		// Imports of types count too: they are part of what a file knows.
		tsPreCompilationDeps: true,
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['require', 'node', 'types', 'default'],
		},
	},
};
