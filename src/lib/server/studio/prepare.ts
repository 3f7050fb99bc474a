import type { Context } from '../context.ts';
import { makeOwner, setUpToken } from './set-up.ts';
import { ensureStudio, hasOwner } from './studio.ts';

/**
 * At every start: makes the studio, and its owner from OWNER_EMAIL and OWNER_PASSWORD; answers the set-up link while
 * nobody owns it. `named` says what a new studio and its owner are called.
 */
export async function prepareStudio(
	ctx: Context,
	named: { studio?: string; owner?: string } = {}
): Promise<string | null> {
	await ensureStudio(ctx, named.studio);
	const { OWNER_EMAIL, OWNER_PASSWORD, ORIGIN } = ctx.env;
	if (OWNER_EMAIL && OWNER_PASSWORD && !(await hasOwner(ctx.db.read))) {
		const name = named.owner ?? OWNER_EMAIL.slice(0, OWNER_EMAIL.indexOf('@'));
		await makeOwner(ctx, { email: OWNER_EMAIL, password: OWNER_PASSWORD, name });
	}
	const token = await setUpToken(ctx);
	return token && `${ORIGIN}/studio/setup/${token}`;
}
