import { join } from 'node:path';
import Database from 'better-sqlite3';

/** From now on the database takes no new row of this table, as when the disk is full. Answers how to end it. */
export function refuseInserts(dir: string, table: string): () => void {
	const raw = new Database(join(dir, 'proofsheet.db'));
	raw.exec(`create trigger refused before insert on ${table} begin select raise(abort, 'refused'); end`);
	return () => {
		raw.exec('drop trigger refused');
		raw.close();
	};
}
