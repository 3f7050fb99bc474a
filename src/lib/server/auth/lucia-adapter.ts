import { eq, lte } from 'drizzle-orm';
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia';
import type { Db } from '../db/open.ts';
import { member, memberSession } from '../db/schema.ts';
import { sha256 } from './tokens.ts';

/** lucia's rows over drizzle. Ids are hashed at rest; the raw id is handed back so that lucia's cookie stays right. */
export function luciaAdapter(db: Db, now: () => number): Adapter {
	return {
		async getSessionAndUser(rawId): Promise<[DatabaseSession | null, DatabaseUser | null]> {
			const row = await db.read
				.select()
				.from(memberSession)
				.innerJoin(member, eq(member.id, memberSession.memberId))
				.where(eq(memberSession.id, sha256(rawId)))
				.get();
			if (!row || row.member.removedAt) return [null, null];
			const session = { id: rawId, userId: row.member.id, expiresAt: new Date(row.member_session.expiresAt) };
			return [
				{ ...session, attributes: { createdAt: row.member_session.createdAt } },
				{ id: row.member.id, attributes: { email: row.member.email } }
			];
		},
		async getUserSessions(userId) {
			const rows = await db.read.select().from(memberSession).where(eq(memberSession.memberId, userId)).all();
			return rows.map((row) => ({
				id: row.id,
				userId,
				expiresAt: new Date(row.expiresAt),
				attributes: { createdAt: row.createdAt }
			}));
		},
		async setSession(session) {
			await db.transaction(async (tx) => {
				const expiresAt = session.expiresAt.getTime();
				const row = { id: sha256(session.id), memberId: session.userId, expiresAt, createdAt: now() };
				await tx.insert(memberSession).values(row).run();
			});
		},
		async updateSessionExpiration(rawId, expiresAt) {
			await db.transaction(async (tx) => {
				const change = { expiresAt: expiresAt.getTime() };
				await tx
					.update(memberSession)
					.set(change)
					.where(eq(memberSession.id, sha256(rawId)))
					.run();
			});
		},
		async deleteSession(rawId) {
			await db.transaction(
				async (tx) =>
					void (await tx
						.delete(memberSession)
						.where(eq(memberSession.id, sha256(rawId)))
						.run())
			);
		},
		async deleteUserSessions(userId) {
			await db.transaction(
				async (tx) => void (await tx.delete(memberSession).where(eq(memberSession.memberId, userId)).run())
			);
		},
		async deleteExpiredSessions() {
			await db.transaction(
				async (tx) => void (await tx.delete(memberSession).where(lte(memberSession.expiresAt, now())).run())
			);
		}
	};
}
