import { and, eq, isNull } from 'drizzle-orm';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Db } from '../db/open.ts';
import { apiToken, member } from '../db/schema.ts';
import { sha256 } from './tokens.ts';

/** The member behind `Authorization: Bearer <token>`, or null. */
export function readBearer(db: Db, header: string | undefined): MemberActor | null {
	const token = /^Bearer ([A-Za-z0-9_-]{20,100})$/.exec(header ?? '')?.[1];
	if (!token) return null;
	const row = db.read
		.select()
		.from(apiToken)
		.innerJoin(member, eq(member.id, apiToken.memberId))
		.where(and(eq(apiToken.hash, sha256(token)), isNull(apiToken.revokedAt), isNull(member.removedAt)))
		.get();
	if (!row) return null;
	const { id: memberId, studioId, name, email, role } = row.member;
	return { kind: 'member', memberId, studioId, name, email, role, via: 'token' };
}
