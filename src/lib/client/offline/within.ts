/** The answer, or a rejection when it takes longer: some browsers never say that a database cannot be opened. */
export function within<T>(answer: Promise<T>, ms: number): Promise<T> {
	let timer: ReturnType<typeof setTimeout>;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
	});
	return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
