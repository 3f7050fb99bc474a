/** The folder that all these paths lie in or are, '' if none; of one path alone what is before its last folder. */
export function commonFolder(paths: readonly string[]): string {
	const [first = '', ...others] = new Set(paths);
	const parts = first.split('/');
	let depth = others.length ? parts.length : parts.length - 1;
	for (const other of others) {
		const there = other.split('/');
		let same = 0;
		while (same < depth && parts[same] === there[same]) same++;
		depth = same;
	}
	return parts.slice(0, depth).join('/');
}
