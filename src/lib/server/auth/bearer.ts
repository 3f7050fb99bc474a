import { and, eq, isNull } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { param } from '../db/expressions.ts';
import type { Database, Db } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { apiToken, member } from '../db/schema.ts';
import { sha256 } from './tokens.ts';

/** The member behind `Authorization: Bearer <token>`, or null. */
export async function readBearer(db: Db, header: string | undefined): Promise<MemberActor | null> {
	const token = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(header ?? '')?.[1];
	if (!token) return null;
	const found = await holder(db.read).get({ hash: sha256(token) });
	if (!found) return null;
	const { id: memberId, studioId, name, email, role } = found.member;
	return { kind: 'member', memberId, studioId, name, email, role, via: 'token' };
}

const holder = statement((db: Database) =>
	db
		.select({ member })
		.from(apiToken)
		.innerJoin(member, eq(member.id, apiToken.memberId))
		.where(and(eq(apiToken.hash, param('hash')), isNull(apiToken.revokedAt), isNull(member.removedAt)))
		.prepare()
);
