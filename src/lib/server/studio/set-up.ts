import { timingSafeEqual } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { AppError } from '#lib/domain/fault.ts';
import { hashPassword } from '../auth/passwords.ts';
import type { Context } from '../context.ts';
import { member, studio } from '../db/schema.ts';
import type { SetUp } from './credentials.ts';
import { ensureStudio, hasOwner } from './studio.ts';

/** The token of the set-up link: good until somebody owns the studio, then for nothing. */
export async function setUpToken(ctx: Context): Promise<string | null> {
	const { id } = await ensureStudio(ctx);
	return (await hasOwner(ctx.db.read)) ? null : ctx.tokens.make('setup', id, 1);
}

/** 410 for a wrong token, and for any once there is an owner. */
export async function requireSetUp(ctx: Context, token: string) {
	const right = await setUpToken(ctx);
	if (!right || !isSame(ctx, token, right)) throw gone();
}

const gone = () => new AppError('gone', 'faults:detail.gone');

const isSame = ({ tokens }: Context, a: string, b: string) =>
	timingSafeEqual(Buffer.from(tokens.hash(a)), Buffer.from(tokens.hash(b)));

/** Makes the first owner; answers the member's id, so that the same browser can be signed in. */
export async function setUpStudio(ctx: Context, token: string, input: SetUp): Promise<string> {
	await requireSetUp(ctx, token);
	return makeOwner(ctx, input);
}

/** The first owner only: refused when there is one, also when two people press at once. */
export async function makeOwner(ctx: Context, input: Omit<SetUp, 'studioName'> & { studioName?: string }) {
	const { id: studioId } = await ensureStudio(ctx);
	const { name, email, password, studioName } = input;
	const passwordHash = await hashPassword(password);
	return ctx.db.transaction(async (tx) => {
		if (await hasOwner(tx)) throw gone();
		const id = ctx.ids.next();
		const createdAt = ctx.clock.now();
		await tx
			.insert(member)
			.values({ id, studioId, email, name, passwordHash, role: 'owner', createdAt })
			.run();
		const named = studioName ? { name: studioName } : {};
		await tx
			.update(studio)
			.set({ ...named, replyTo: email })
			.where(eq(studio.id, studioId))
			.run();
		return id;
	});
}
