import { setImmediate } from 'node:timers/promises';

/** Well under SQLite's 32,766 parameters, and short enough (some 10 ms) not to be felt by others. */
export const AT_ONCE = 2000;

/** Works through a long list part by part, with a turn of the event loop between them. */
export async function inTurns<T, R>(items: readonly T[], work: (part: T[]) => R[]): Promise<R[]> {
	const done: R[] = [];
	for (let i = 0; i < items.length; i += AT_ONCE) {
		if (i > 0) await setImmediate();
		for (const each of work(items.slice(i, i + AT_ONCE))) done.push(each);
	}
	return done;
}
