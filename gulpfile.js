const { src, dest } = require('gulp');

/** What tsc leaves behind: icons, codex files and output schemas, each beside its compiled node. */
function assets() {
	return src(['nodes/**/*.{svg,node.json}', 'nodes/*/__schema__/**/*.json', 'credentials/**/*.svg'], {
		base: '.',
		encoding: false,
	}).pipe(dest('dist'));
}

exports.default = assets;
