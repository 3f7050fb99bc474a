import Database from 'better-sqlite3';
import { join } from 'node:path';
import { strangeIn } from './news.ts';
import * as v from 'valibot';

/** What was left behind: tables of which a row came, went or changed, and what was announced (`room event`). */
export type Change = { tables: string[]; told: string[] };

/** Counted before a secret is looked at: a refusal is meant to leave those. */
const NOT_FACTS = new Set(['attempt', 'sqlite_sequence', '__drizzle_migrations', '__touched']);
/** Sequence numbers that the app has read must not come back, and its tail must not see them again. */
const KEPT = new Set(['announcement']);

const Said = v.array(v.object({ room: v.string(), event: v.string(), payload: v.string() }));

/**
 * Watches the app's own database from beside it: triggers write down each table that a commit really changed. It also
 * puts everything back as it was, so that each row of the table finds the same scene.
 */
export function openFacts(dataDir: string) {
	const db = new Database(join(dataDir, 'proofsheet.db'), { fileMustExist: true });
	db.pragma('foreign_keys = off');
	db.pragma('busy_timeout = 5000');
	const tables = namesIn(db, `select name from sqlite_schema where type = 'table'`).filter(
		(name) => !NOT_FACTS.has(name)
	);
	db.exec('create table __touched (name text)');
	for (const name of tables) watch(db, name);
	const touched = db.prepare('select distinct name from __touched order by name').pluck();
	const said = db.prepare('select room, event, payload from announcement where seq > ? order by seq');
	const last = db.prepare('select coalesce(max(seq), 0) from announcement').pluck();
	let seen: unknown = last.get();
	const forget = () => {
		db.exec('delete from __touched');
		seen = last.get();
	};
	return {
		/** What changed since the last `forget`. */
		changed: (): Change => ({
			tables: touched.all().map(String),
			told: [...new Set(v.parse(Said, said.all(seen)).map(spoken))].sort()
		}),
		/** What was announced since then otherwise than the contract says. */
		strange: (): string[] =>
			v
				.parse(Said, said.all(seen))
				.flatMap(({ room, event, payload }) => strangeIn(room, event, JSON.parse(payload)) ?? []),
		forget,
		/** Remembers everything as it is; the answer puts it back, and forgets. */
		remember: () => {
			const back = snapshot(
				db,
				tables.filter((name) => !KEPT.has(name))
			);
			return () => {
				back();
				forget();
			};
		},
		close: () => db.close()
	};
}

const namesIn = (db: Database.Database, query: string) => db.prepare(query).pluck().all().map(String);

function watch(db: Database.Database, table: string) {
	const columns = namesIn(db, `select name from pragma_table_info('${table}')`);
	const differs = columns.map((name) => `old."${name}" is not new."${name}"`).join(' or ');
	const note = `begin insert into __touched values ('${table}'); end`;
	db.exec(`create trigger "w_i_${table}" after insert on "${table}" ${note}`);
	db.exec(`create trigger "w_d_${table}" after delete on "${table}" ${note}`);
	db.exec(`create trigger "w_u_${table}" after update on "${table}" when ${differs} ${note}`);
}

function snapshot(db: Database.Database, tables: string[]) {
	const kept = tables.map((name) => {
		const rows = v.parse(v.array(v.array(v.unknown())), db.prepare(`select * from "${name}"`).raw().all());
		const places = rows[0]?.map(() => '?').join() ?? '';
		const insert = rows.length ? db.prepare(`insert into "${name}" values (${places})`) : null;
		return { empty: db.prepare(`delete from "${name}"`), insert, rows };
	});
	let round = 0;
	// bodies are remembered by their change number: it never comes back
	const moveOn = db.prepare('update gallery set change_number = change_number + ?');
	return db.transaction(() => {
		for (const { empty, insert, rows } of kept) {
			empty.run();
			for (const row of rows) insert?.run(...row);
		}
		moveOn.run((round += 1000));
	});
}

/** `client file.changed` */
const spoken = ({ room, event }: { room: string; event: string }) => `${room.split(':')[0]} ${event}`;
