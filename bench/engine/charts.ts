const WIDTH = 1040;
const LABELS = 570;
const ROW = 26;
const COLOURS = ['#ff6d5a', '#4b6bfb', '#20a39e', '#8f6ed5', '#c98c00'];

/** A bar chart of ratios on a logarithmic scale: left of the line ours is faster. As SVG. */
export function ratioChart(title: string, bars: ReadonlyArray<{ label: string; ratio: number }>): string {
	const height = 60 + bars.length * ROW;
	const [least, most] = [1 / 16, 4];
	const at = (ratio: number) =>
		LABELS +
		(Math.log(Math.min(most, Math.max(least, ratio)) / least) / Math.log(most / least)) *
			(WIDTH - LABELS - 60);
	const grid = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4].map((ratio) => {
		const x = at(ratio).toFixed(0);
		const name = ratio < 1 ? `1/${1 / ratio}` : String(ratio);
		const stroke = ratio === 1 ? '#666' : '#ddd';
		return `<line x1="${x}" y1="34" x2="${x}" y2="${height - 20}" stroke="${stroke}"/>${text(x, height - 6, name, 'middle')}`;
	});
	const rows = bars.map(({ label, ratio }, row) => {
		const y = 40 + row * ROW;
		const [from, to] = [Math.min(at(1), at(ratio)), Math.max(at(1), at(ratio))];
		const colour = ratio <= 1 ? '#20a39e' : '#ff6d5a';
		const bar = `<rect x="${from.toFixed(0)}" y="${y}" width="${Math.max(1, to - from).toFixed(0)}" height="16" fill="${colour}"/>`;
		return `${text(LABELS - 8, y + 13, label, 'end')}${bar}${text(WIDTH - 6, y + 13, ratio.toFixed(2), 'end')}`;
	});
	return svg(height, title, [...grid, ...rows]);
}

/** Lines over sizes, both axes logarithmic: how the time grows. As SVG. */
export function growthChart(
	title: string,
	lines: ReadonlyArray<{ label: string; points: ReadonlyArray<{ size: number; seconds: number }> }>,
): string {
	const height = 320;
	const points = lines.flatMap((line) => line.points);
	const scale = (values: readonly number[], from: number, to: number) => {
		const [least, most] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
		return (value: number) => from + ((Math.log(value) - least) / (most - least || 1)) * (to - from);
	};
	const x = scale(
		points.map(({ size }) => size),
		70,
		WIDTH - 230,
	);
	const y = scale(
		points.map(({ seconds }) => seconds),
		height - 50,
		50,
	);
	const sizes = [...new Set(points.map(({ size }) => size))];
	const axis = sizes.map((size) =>
		text(x(size).toFixed(0), height - 20, size.toLocaleString('en'), 'middle'),
	);
	const drawn = lines.map(({ label, points: own }, nth) => {
		// Beside a line that runs along it, a number would cover that line's.
		const below = nth % 2 === 0 ? -8 : 18;
		const colour = COLOURS[nth % COLOURS.length] ?? '#666';
		const path = own.map(({ size, seconds }) => `${x(size).toFixed(0)},${y(seconds).toFixed(0)}`).join(' ');
		const marks = own.map(
			({ size, seconds }) =>
				`<circle cx="${x(size).toFixed(0)}" cy="${y(seconds).toFixed(0)}" r="3" fill="${colour}"/>${text(x(size).toFixed(0), y(seconds) + below, `${seconds.toFixed(2)} s`, 'middle')}`,
		);
		const legend = `<rect x="${WIDTH - 210}" y="${46 + nth * 20}" width="10" height="10" fill="${colour}"/>${text(WIDTH - 194, 55 + nth * 20, label, 'start')}`;
		return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${marks.join('')}${legend}`;
	});
	return svg(height, title, [...axis, ...drawn]);
}

function svg(height: number, title: string, parts: readonly string[]): string {
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12">`,
		`<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
		text(10, 20, title, 'start'),
		...parts,
		'</svg>',
		'',
	].join('\n');
}

function text(x: number | string, y: number, words: string, anchor: 'start' | 'middle' | 'end'): string {
	const safe = words.replace(/&/g, '&amp;').replace(/</g, '&lt;');
	return `<text x="${x}" y="${y.toFixed(0)}" text-anchor="${anchor}" fill="#333">${safe}</text>`;
}
