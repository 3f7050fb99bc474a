import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { integer, sqliteTable } from 'drizzle-orm/sqlite-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepStatements } from './kept-statements.ts';

const number = sqliteTable('number', { n: integer().notNull() });
let raw: Database.Database;
let compile: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
	raw = new Database(':memory:');
	raw.exec('create table number (n integer not null); insert into number values (1), (2)');
	compile = vi.spyOn(raw, 'prepare');
});
afterEach(() => void raw.close());

test('a question asked again is not compiled again, with other values too', async () => {
	const db = drizzle(keepStatements(raw));
	const above = (n: number) =>
		db
			.select()
			.from(number)
			.where(sql`n > ${n}`)
			.all();
	expect([await above(0), await above(1), await above(2)]).toEqual([[{ n: 1 }, { n: 2 }], [{ n: 2 }], []]);
	expect(compile).toHaveBeenCalledOnce();
});

test('rows come back in the shape that was asked for, whoever asked the same before', async () => {
	const kept = keepStatements(raw);
	const text = 'select n from number order by n';
	expect(kept.prepare(text).raw().all()).toEqual([[1], [2]]);
	expect(kept.prepare(text).all()).toEqual([{ n: 1 }, { n: 2 }]);
	expect(await drizzle(kept).all(sql.raw(text))).toEqual([{ n: 1 }, { n: 2 }]);
	expect(compile).toHaveBeenCalledOnce();
});

test('a changed schema is seen', () => {
	const kept = keepStatements(raw);
	const all = () => kept.prepare('select * from number where n = 1').all();
	expect(all()).toEqual([{ n: 1 }]);
	raw.exec('alter table number add m integer');
	expect(all()).toEqual([{ n: 1, m: null }]);
});

test('so many different questions are not all kept', () => {
	const kept = keepStatements(raw);
	for (let i = 0; i < 401; i++) kept.prepare(`select ${i}`);
	kept.prepare('select 400');
	expect(compile).toHaveBeenCalledTimes(401);
	kept.prepare('select 0');
	expect(compile).toHaveBeenCalledTimes(402);
});
