/** What stands in package.json until somebody publishes. By its owner: `npm run repository` would rewrite the whole address here. */
const isPlaceholder = (value) =>
	value !== undefined && (value.endsWith('@example.com') || value.includes('github.com/integration-ops/'));

/** What to say of a manifest that still has a placeholder; undefined of others. */
export function placeholderIn({ author, repository }) {
	const found = [author?.email, repository?.url].find(isPlaceholder);
	return found && `${found} in package.json is a placeholder. See CONTRIBUTING.md, Publish.`;
}
