import { eq } from 'drizzle-orm';
import type { Actor, MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan, type Ability } from '#lib/domain/access/roles.ts';
import { AppError } from '#lib/domain/fault.ts';
import { param } from '../db/expressions.ts';
import type { Database } from '../db/open.ts';
import { member } from '../db/schema.ts';
import { statement } from '../db/statement.ts';

/** Judged anew where something took its time: whoever was removed meanwhile, or has another role, is nobody any more. */
export async function requireStanding(db: Database, { memberId, role }: MemberActor) {
	const row = await memberBy(db).get({ memberId });
	if (row?.removedAt !== null || row.role !== role)
		throw new AppError('unauthenticated', 'faults:detail.unauthenticated');
}

const memberBy = statement((db: Database) =>
	db
		.select({ role: member.role, removedAt: member.removedAt })
		.from(member)
		.where(eq(member.id, param('memberId')))
		.prepare()
);

/** A member whose role may do this, else refused. */
export function requireAbility(actor: Actor, ability: Ability): asserts actor is MemberActor {
	if (actor.kind === 'member' && memberCan(actor.role, ability)) return;
	throw new AppError('forbidden', 'faults:access.managers-only');
}
