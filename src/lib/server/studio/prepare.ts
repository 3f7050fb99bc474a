import * as v from 'valibot';
import { Address } from '#lib/domain/addresses/address.ts';
import { t } from '#lib/messages/index.ts';
import type { Context } from '../context.ts';
import { NewPassword } from './credentials.ts';
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
	if (OWNER_EMAIL && OWNER_PASSWORD && !hasOwner(ctx.db.read)) {
		const email = setting('OWNER_EMAIL', Address, OWNER_EMAIL);
		const password = setting('OWNER_PASSWORD', NewPassword, OWNER_PASSWORD);
		await makeOwner(ctx, { email, password, name: named.owner ?? email.slice(0, email.indexOf('@')) });
	}
	const token = await setUpToken(ctx);
	return token && `${ORIGIN}/studio/setup/${token}`;
}

/** A wrong setting stops the start with a sentence that names it. */
function setting(name: string, schema: v.GenericSchema<string>, value: string): string {
	const read = v.safeParse(schema, value);
	if (!read.success) throw new Error(`${name}: ${t(read.issues[0].message)}`);
	return read.output;
}
