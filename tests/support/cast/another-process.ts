import pino from 'pino';
import { createContext } from '#lib/server/create-context.ts';
import { readEnv } from '#src/env.ts';
import type { TestContext } from './context.ts';

/** A second context on the same database and folder, as another process has it. */
export async function anotherProcess({ ctx, dir, clock }: TestContext) {
	const settings = { DATA_DIR: dir, ORIGIN: ctx.env.ORIGIN, DATABASE_URL: ctx.env.DATABASE_URL };
	const second = await createContext(readEnv(settings), { clock, log: pino({ level: 'silent' }) });
	return { ctx: second, close: () => second.db.close() };
}
