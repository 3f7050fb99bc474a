/** Some milliseconds of reading, not felt by others; well under SQLite's 32,766 parameters. */
export const AT_ONCE = 500;

/** Who waits for a turn of the event loop; the loop is the process's own, and so is its queue. */
const waiting: (() => void)[] = [];

/**
 * Resolves in a turn of the event loop that nobody else was given by this. Long work asks before each of its parts: then
 * ten long answers asked for at once hold the loop no longer than one part of one of them, and take turns.
 */
export const ownTurn = (): Promise<void> =>
	new Promise((resolve) => {
		waiting.push(resolve);
		if (waiting.length === 1) setImmediate(next);
	});

/** The same inside a transaction: before everybody who only reads, since other writers wait for its end. */
export const writersTurn = (): Promise<void> =>
	new Promise((resolve) => {
		waiting.unshift(resolve);
		if (waiting.length === 1) setImmediate(next);
	});

function next() {
	const [resolve] = waiting;
	resolve?.();
	waiting.shift();
	if (waiting.length) setImmediate(next);
}

/** Works through a long list part by part, each in a turn of its own. */
export async function inTurns<T, R>(items: readonly T[], work: (part: T[]) => Promise<R[]>): Promise<R[]> {
	const done: R[] = [];
	for (let i = 0; i < items.length; i += AT_ONCE) {
		await ownTurn();
		for (const each of await work(items.slice(i, i + AT_ONCE))) done.push(each);
	}
	return done;
}

/** Sorts a long list: its parts in turns, then the whole, which is little work once they are in order. */
export async function sortInTurns<T>(items: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
	const runs = await inTurns(items, async (part) => part.sort(compare));
	await ownTurn();
	return runs.sort(compare);
}

/** A long list as the JSON of an answer. */
export async function jsonInTurns(items: readonly unknown[]): Promise<Buffer<ArrayBuffer>> {
	const parts = await inTurns(items, async (part) => [Buffer.from(JSON.stringify(part).slice(1, -1))]);
	const comma = Buffer.from(',');
	return Buffer.concat([
		Buffer.from('['),
		...parts.flatMap((part, i) => (i ? [comma, part] : [part])),
		Buffer.from(']')
	]);
}

/** Writing a row, and telling of it, takes longer than reading one. */
const WRITTEN_AT_ONCE = 250;

/** Works through a list inside a transaction: a long one part by part, each in a turn of its own. */
export async function inWritersTurns<T>(
	items: readonly T[],
	work: (part: T[]) => Promise<void>
): Promise<void> {
	for (let i = 0; i < items.length; i += WRITTEN_AT_ONCE) {
		if (items.length > WRITTEN_AT_ONCE) await writersTurn();
		await work(items.slice(i, i + WRITTEN_AT_ONCE));
	}
}
