const { src, dest } = require('gulp');

/** What tsc leaves behind: icons and codex files, each beside its compiled node. */
function assets() {
	return src(['nodes/**/*.{svg,node.json}', 'credentials/**/*.svg'], { base: '.', encoding: false }).pipe(
		dest('dist'),
	);
}

exports.default = assets;
