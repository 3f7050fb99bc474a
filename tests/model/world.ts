import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pino from 'pino';
import * as v from 'valibot';
import type { Context } from '#lib/server/context.ts';
import { createContext } from '#lib/server/create-context.ts';
import * as rows from '#lib/server/db/schema.ts';
import { jobPayloads } from '#lib/contract/jobs.ts';
import { deliverDue } from '#lib/server/deliveries/index.ts';
import { runDueJobs } from '#lib/server/jobs/runner.ts';
import { readEnv } from '#src/env.ts';
import { aClient, ann, aRow, CHOOSES, ray } from '#tests/support/cast/cast.ts';
import { testClock } from '#tests/support/cast/context.ts';
import { aShoot } from '#tests/support/cast/orders.ts';
import { startScriptedSmtp } from '#tests/support/mail/scripted-smtp.ts';
import { aDatabase, server } from '#tests/support/postgres/databases.ts';
import type { Book, Picture } from './book.ts';

const MEMORY = '/dev/shm';

/** One real database for many walks, in memory where the machine has such a folder; each walk has its own gallery. */
export async function openHouse(alter: (ctx: Context) => Context = (ctx) => ctx) {
	const dir = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'proofsheet-model-'));
	const smtp = await startScriptedSmtp();
	const clock = testClock();
	const database = server ? await aDatabase(server) : null;
	const DATABASE_URL = database?.url ?? '';
	const env = readEnv({ DATABASE_URL, DATA_DIR: dir, ORIGIN: 'http://localhost:3000', SMTP_URL: smtp.url });
	const open = async () =>
		alter(
			await createContext(env, { clock, migrations: resolve('drizzle'), log: pino({ level: 'silent' }) })
		);
	const house = {
		ctx: await open(),
		clock,
		smtp,
		/** The process ends and another one begins: nothing but the database is left. */
		restart: async () => {
			await house.ctx.db.close();
			house.ctx = await open();
		},
		close: async () => {
			await house.ctx.db.close();
			await database?.giveBack();
			await smtp.close();
			rmSync(dir, { recursive: true, force: true });
		}
	};
	return house;
}

export type House = Awaited<ReturnType<typeof openHouse>>;
export type World = Awaited<ReturnType<typeof aWalk>>['world'];

const LOOK = '0000000000000000';
const PICTURES = 3;

/** A gallery with three proofs, two clients who order, and the book that says how it must go on. */
export async function aWalk(house: House) {
	const { ctx, clock } = house;
	await ctx.db.transaction(async (tx) => void (await tx.delete(rows.job).run()));
	const { gallery, cleo, files } = await aShoot(
		ctx,
		PICTURES,
		{},
		{ width: 300, height: 200, likeness: LOOK }
	);
	const ben = await aClient(ctx, gallery.id, 'ben');
	await aRow(ctx, gallery.id, 'eve@agency.test', CHOOSES);
	const world = {
		house,
		get ctx(): Context {
			return house.ctx;
		},
		clock,
		galleryId: gallery.id,
		selectionId: gallery.selectionId,
		ann: await ann(ctx),
		ray: await ray(ctx),
		cleo,
		ben,
		/** Runs the delivery jobs that are due, as the worker does. */
		runDue: () => runDueJobs(house.ctx, { deliver })
	};
	const book: Book = {
		now: clock.now(),
		pictures: files.map(({ id, name, versionId }) => aPicture(id, name, versionId)),
		orders: [],
		uploads: [],
		rule: 'as-final',
		atOnce: null,
		okForRetoucher: true,
		wishes: 0
	};
	return { world, book };
}

const deliver = {
	schema: jobPayloads.deliver,
	run: (ctx: Context, payload: unknown, lease: Parameters<typeof deliverDue>[2]) =>
		deliverDue(ctx, v.parse(jobPayloads.deliver, payload), lease),
	maxAttempts: 1000,
	parallel: 1,
	leaseMs: 10_000
};

function aPicture(id: string, name: string, versionId: string): Picture {
	const first = {
		id: versionId,
		n: 1,
		status: 'current' as const,
		wanted: 'PROOF' as const,
		last: 'PROOF' as const,
		byRay: false,
		byName: false,
		looks: 'same' as const,
		orderId: null,
		at: 0
	};
	return {
		id,
		name,
		state: 'PROOF',
		current: 1,
		versions: [first],
		released: { n: 1, state: 'PROOF' },
		deleted: false
	};
}
