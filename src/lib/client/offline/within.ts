/** For a database of the browser: longer than any device needs; without it the page would wait for ever. */
export const OPEN_MS = 4_000;

/** The answer, or a rejection when it takes longer: some browsers never say that a database cannot be opened. */
export function within<T>(answer: Promise<T>, ms: number): Promise<T> {
	let timer: ReturnType<typeof setTimeout>;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
	});
	return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
