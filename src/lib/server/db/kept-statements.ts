import type Database from 'better-sqlite3';

/** As many questions as this application asks, several times over; lists of ids make a text for each length. */
const MOST = 400;

/**
 * drizzle has SQLite compile each question anew, which costs more than asking most of them. This connection keeps what
 * it compiled; SQLite itself compiles again after a change of the schema.
 *
 * drizzle sets how rows come back (`raw`) at each use, but for texts without columns of its own, which it runs at once:
 * a kept statement therefore starts plain again.
 */
export function keepStatements(raw: Database.Database): Database.Database {
	const compile = raw.prepare.bind(raw);
	const kept = new Map<string, Database.Statement<unknown[], unknown>>();
	const prepare = (text: string) => {
		const known = kept.get(text);
		if (known) return known.reader ? known.raw(false) : known;
		const fresh = compile(text);
		kept.set(text, fresh);
		const [oldest] = kept.keys();
		if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
		return fresh;
	};
	return Object.assign(raw, { prepare });
}
