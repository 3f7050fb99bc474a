import type Database from 'better-sqlite3';
import { nameKey, stemKey } from '#lib/domain/naming/keys.ts';

/** What SQLite cannot do with names, for migrations that write the rules of `domain/naming` anew. */
export function teachNames(raw: Database.Database) {
	const teach = (name: string, rule: (text: string) => string) =>
		raw.function(name, { deterministic: true }, (text) => rule(String(text)));
	teach('composed', (text) => text.normalize('NFC'));
	teach('name_key', nameKey);
	teach('stem_key', stemKey);
}
