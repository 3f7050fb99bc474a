import { desc, eq } from 'drizzle-orm';
import type { Version } from '#lib/contract/version.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import type { Context } from '../context.ts';
import { version } from '../db/schema.ts';
import { errorOf, findVisibleFile, iso, remarkOf, renditionViews } from '../files/index.ts';
import { pictured } from '../renditions/index.ts';
import { standingOf } from './standing.ts';

/** All versions of a file, newest first; `deliveries` that still hand one out, for whoever knows the recipients. */
export async function listVersions(ctx: Context, actor: MemberActor, fileId: string): Promise<Version[]> {
	const { file } = await findVisibleFile(ctx.db.read, actor, fileId, ctx.clock.now(), { deleted: true });
	const rows = await ctx.db.read
		.select(pictured)
		.from(version)
		.where(eq(version.fileId, file.id))
		.orderBy(desc(version.n))
		.all();
	const knowsPeople = memberCan(actor.role, 'manage-orders');
	const standing = knowsPeople ? await standingOf(ctx.db.read, file.id, ctx.clock.now()) : null;
	return rows.map((row) => ({
		version: row.n ?? 0,
		name: row.name,
		status: row.status,
		state: row.lastState,
		bytes: row.bytes,
		sha256: row.sha256,
		kind: row.kind,
		width: row.width,
		height: row.height,
		...errorOf(row.error),
		...remarkOf(row.remark),
		...(row.asks ? { asks: row.asks } : {}),
		...(row.note ? { note: row.note } : {}),
		released: row.releasedAt !== null,
		takenBack: row.takenBackAt !== null,
		deliveries: standing?.get(row.id) ?? [],
		renditions: renditionViews(row),
		createdAt: iso(row.createdAt)
	}));
}
