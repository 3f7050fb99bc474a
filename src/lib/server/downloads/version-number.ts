/** As it stands in a path; 0, which no version has, for what is no whole number: PostgreSQL would refuse the question. */
export function versionNumber(given: string): number {
	const n = Number(given);
	return Number.isSafeInteger(n) ? n : 0;
}
