const collator = new Intl.Collator('en', { numeric: true });

/** DSC_9 before DSC_10; ties fall to code units, so the order is total over strings. */
export function compareNames(a: string, b: string): number {
	return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** Folder by folder; what lies in no folder comes first. */
export function comparePaths(a: string, b: string): number {
	if (a === b) return 0;
	const left = segments(a);
	const right = segments(b);
	for (let i = 0; i < Math.min(left.length, right.length); i++) {
		const difference = compareNames(left[i] ?? '', right[i] ?? '');
		if (difference !== 0) return difference;
	}
	return left.length - right.length || compareNames(a, b);
}

function segments(path: string): string[] {
	return path.split('/').filter((part) => part !== '');
}
