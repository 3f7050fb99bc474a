/**
 * A question or a write that is put together once for each connection: drizzle builds its text anew at each use, which
 * takes longer than most answers. What differs from use to use comes as `given(name)`.
 */
export function statement<Db extends object, Statement>(build: (db: Db) => Statement): (db: Db) => Statement {
	const known = new WeakMap<Db, Statement>();
	return (db) => {
		const kept = known.get(db);
		if (kept) return kept;
		const fresh = build(db);
		known.set(db, fresh);
		return fresh;
	};
}
