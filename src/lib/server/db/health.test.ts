import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { hurrySteadyClock } from '#tests/support/measure/steady-clock.ts';
import { problemOf, problemResponse } from '../http/problems.ts';
import { StartupError } from './startup-error.ts';
import { DatabaseBroken } from './health.ts';
import { lease } from './schema.ts';

let app: TestContext;
beforeEach(async () => void (app = await makeContext()));
afterEach(() => app.close());

const file = () => join(app.dir, 'proofsheet.db');
const write = (name: string) =>
	app.ctx.db.transaction(
		async (tx) => void (await tx.insert(lease).values({ name, holder: 'test', fence: 1, until: 0 }).run())
	);
const names = () => app.ctx.db.read.select().from(lease).all();

describe('F18: a database file that is replaced or deleted while it is open', () => {
	test('is noticed within two seconds by a process that does nothing', async () => {
		const heard = new Promise<DatabaseBroken>((resolve) => app.ctx.db.onBroken(resolve));
		renameSync(file(), `${file()}.away`);
		expect((await heard).message).toContain('replaced or deleted');
		expect(existsSync(file())).toBe(false);
	});

	test('takes no write, neither the old file nor the new one', async () => {
		await write('before');
		copyFileSync(file(), `${file()}.copy`);
		renameSync(`${file()}.copy`, file());
		const before = readFileSync(file());
		await expect(write('after')).rejects.toThrow(DatabaseBroken);
		expect(readFileSync(file())).toEqual(before);
		expect((await names()).map(({ name }) => name)).toEqual(['before']);
	});

	test('is not made anew, empty, at the next start', async () => {
		await app.ctx.db.close();
		rmSync(file());
		await expect(() => makeContext({ DATA_DIR: app.dir })).rejects.toThrow(StartupError);
		expect(existsSync(file())).toBe(false);
		writeFileSync(file(), '');
		await expect(() => makeContext({ DATA_DIR: app.dir })).rejects.toThrow(StartupError);
	});
});

test('F14: after an error of the disk the next start reads every page, and refuses a damaged database', async () => {
	const path = file();
	const again = () => makeContext({ DATA_DIR: app.dir });
	await app.ctx.db.close();
	writeFileSync(`${path}.suspect`, '');
	await (await again()).close();
	expect(existsSync(`${path}.suspect`)).toBe(false);
	const bytes = readFileSync(path);
	writeFileSync(path, bytes.fill(0xaa, 4096 * 3, 4096 * 4));
	writeFileSync(`${path}.suspect`, '');
	await expect(again).rejects.toThrow(StartupError);
	expect(existsSync(`${path}.suspect`)).toBe(true);
});

test('F16: locked by a backup tool, a write waits 5 s while reads go on, then it is 503 with Retry-After', async () => {
	await write('before');
	const tool = new Database(file());
	tool.exec('BEGIN IMMEDIATE');
	// 5 s are over in one and a quarter
	hurrySteadyClock(4);
	const began = performance.now();
	const ends: number[] = [];
	const waited = (act: Promise<unknown>) => act.finally(() => ends.push(performance.now() - began));
	let reads = 0;
	const reading = setInterval(async () => (reads += (await names()).length), 10);
	const errors = await Promise.allSettled([write('a'), write('b'), write('c')].map(waited));
	clearInterval(reading);
	tool.exec('ROLLBACK');
	tool.close();
	expect(errors.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
	const [first = 0, , last = Infinity] = ends;
	expect(first).toBeGreaterThan(4_900);
	// three waited at once: when the first gave up, none began to wait
	expect(last - first).toBeLessThan(4_900);
	expect(reads).toBeGreaterThan(5);
	const [error] = errors;
	const problem = problemOf(error?.status === 'rejected' ? error.reason : null);
	expect(problem?.status).toBe(503);
	if (problem) expect(problemResponse(problem, new Headers()).headers.get('retry-after')).toBe('5');
	await write('after');
	expect((await names()).map(({ name }) => name)).toEqual(['before', 'after']);
});
