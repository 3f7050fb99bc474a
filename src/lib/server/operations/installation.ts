import { resolve } from 'node:path';
import type { Env } from '#src/env.ts';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import { StartupError } from '../db/startup-error.ts';
import { installation } from '../db/schema.ts';
import { IDENTITY_KEY } from '../storage/keys.ts';
import { ensureStudio } from '../studio/index.ts';
import { examineStorage, readIdentity, writeIdentity, type Verdict } from './identity.ts';
import { proofOf } from './secret-fit.ts';

export const storageName = ({ STORAGE, DATA_DIR }: Pick<Env, 'STORAGE' | 'DATA_DIR'>) =>
	STORAGE === 'disk' ? `${resolve(DATA_DIR)}/objects` : STORAGE;

/** Why they may not be used together, or null. */
export function misfit(env: Env, verdict: Verdict): string | null {
	if (verdict.is === 'fits' || verdict.is === 'new' || verdict.is === 'adopted') return null;
	const problem = verdict.is === 'unreachable' ? verdict.problem : '';
	return t(`console:operations.storage-${verdict.is}`, {
		where: storageName(env),
		dir: resolve(env.DATA_DIR),
		problem
	});
}

/**
 * Before anything is stored or erased: refuses a storage that is not this database's, in words; at the first start, and
 * the first one after an update, both are told that they belong together. Answers false where a storage that was known
 * before cannot be asked now: people may still be answered, but nothing may be erased.
 */
export async function settleInstallation(ctx: Context, studioName?: string): Promise<boolean> {
	const verdict = await examineStorage(ctx.db.read, ctx.storage);
	const isKnown = (await ctx.db.read.select().from(installation).all()).length > 0;
	if (verdict.is === 'unreachable' && isKnown) {
		ctx.log.error({ problem: verdict.problem }, 'the storage cannot be asked whose it is');
		return false;
	}
	const problem = misfit(ctx.env, verdict);
	if (problem) throw new StartupError(problem);
	if (verdict.is !== 'fits') await claim(ctx, verdict.is === 'adopted' ? verdict.identity : null, studioName);
	await keepProof(ctx);
	return true;
}

/** The database first: cut off here, the next start finds the storage still nobody's. */
async function claim(ctx: Context, wanted: string | null, studioName?: string) {
	const { id: studio } = await ensureStudio(ctx, studioName);
	const identity = await ctx.db.transaction(async (tx) => {
		const known = (await tx.select().from(installation).get())?.identity;
		if (known) return known;
		const row = { id: 'this', identity: wanted ?? ctx.ids.next(), createdAt: ctx.clock.now() };
		await tx.insert(installation).values(row).run();
		return row.identity;
	});
	await writeIdentity(ctx.storage, { identity, studio });
	const found = await readIdentity(ctx.storage);
	if (found === null || found === 'damaged' || found.identity !== identity)
		throw new StartupError(misfit(ctx.env, { is: 'another' }) ?? '');
}

async function keepProof(ctx: Context) {
	if ((await ctx.db.read.select().from(installation).get())?.secretProof) return;
	await ctx.db.transaction(
		async (tx) =>
			void (await tx
				.update(installation)
				.set({ secretProof: proofOf(ctx.tokens) })
				.run())
	);
}

/** A person's word that this storage is this studio's from now on; another studio that used it is refused then. */
export async function adoptStorage(ctx: Context): Promise<void> {
	const { id: studio } = await ensureStudio(ctx);
	const identity = ctx.ids.next();
	const row = { identity, createdAt: ctx.clock.now(), secretProof: proofOf(ctx.tokens) };
	await ctx.db.transaction(async (tx) => {
		await tx.delete(installation).run();
		await tx
			.insert(installation)
			.values({ id: 'this', ...row })
			.run();
	});
	await ctx.storage.remove(IDENTITY_KEY);
	await writeIdentity(ctx.storage, { identity, studio });
}
