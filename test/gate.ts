/** Something to wait for until it is opened. */
export function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
	let open: () => void = () => undefined;
	const opened = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { open, opened };
}
