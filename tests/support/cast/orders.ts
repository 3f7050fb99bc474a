import { and, eq, lte } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import type { PlaceOrder } from '#lib/domain/orders/inputs.ts';
import type { Pick } from '#lib/domain/marks/values.ts';
import type { Context } from '#lib/server/context.ts';
import * as rows from '#lib/server/db/schema.ts';
import { jobPayloads } from '#lib/contract/jobs.ts';
import { deliverDue } from '#lib/server/deliveries/index.ts';
import { record, SYSTEM } from '#lib/server/events/index.ts';
import { becomeCurrent } from '#lib/server/files/become-current.ts';
import { draftFor, placeOrder } from '#lib/server/orders/index.ts';
import * as v from 'valibot';
import { aClient, aFile, aGallery, ann } from './cast.ts';
import { heldLease } from './held.ts';

/** A retouch gallery of ann's with proofs DSC_0001.jpg … and cleo in it. */
export async function aShoot(
	ctx: Context,
	count = 3,
	options: Parameters<typeof aGallery>[1] = {},
	version: Parameters<typeof aFile>[3] = {}
) {
	const photographer = await ann(ctx);
	const gallery = await aGallery(ctx, options);
	const cleo = await aClient(ctx, gallery.id, 'cleo');
	const files = [];
	for (let n = 1; n <= count; n++)
		files.push(await aFile(ctx, gallery.id, { name: `DSC_000${n}.jpg` }, version));
	const fileIds = files.map(({ id }) => id);
	return { ann: photographer, gallery, cleo, files, fileIds };
}

type Extra = Partial<PlaceOrder> & { again?: string[]; key?: string };

/** Drafts and sends, as the dialog does. Answers the order's id. */
export async function order(ctx: Context, actor: ClientActor, fileIds: string[], extra: Extra = {}) {
	const { again, key = ctx.ids.next(), ...more } = extra;
	const draft = await draftFor(ctx, actor, actor.galleryId, { fileIds, ...(again ? { again } : {}) });
	const input = { fileIds: draft.fileIds, viewHash: draft.viewHash, note: '', ...more };
	return placeOrder(ctx, actor, actor.galleryId, key, input);
}

/** "Send my choice": everything that is in, as one order. */
export async function sendAll(ctx: Context, actor: ClientActor, { selectionId }: { selectionId: string }) {
	const { fileIds, viewHash } = await draftFor(ctx, actor, actor.galleryId, { selectionId });
	return placeOrder(ctx, actor, actor.galleryId, ctx.ids.next(), {
		fileIds,
		viewHash,
		selectionId,
		note: ''
	});
}

/** A version on its way, as an upload leaves it; `processed` lets it become current. */
export async function incoming(
	ctx: Context,
	fileId: string,
	facts: Partial<typeof rows.version.$inferInsert> = {}
) {
	return ctx.db.transaction(async (tx) => {
		const file = await tx.select().from(rows.file).where(eq(rows.file.id, fileId)).get();
		if (!file) throw new Error('no file');
		const id = ctx.ids.next();
		const n = file.nextVersion;
		const now = ctx.clock.now();
		const { galleryId, name } = file;
		const bytes = {
			storageKey: `test/${id}`,
			sha256: id,
			crc32: 0,
			bytes: 2000,
			kind: 'jpeg',
			picture: true
		};
		const made = {
			capture: {},
			status: 'processing' as const,
			wantedState: 'FINAL' as const
		};
		await tx
			.insert(rows.version)
			.values({ id, galleryId, fileId, n, name, ...bytes, ...made, createdAt: now, ...facts })
			.run();
		await tx
			.update(rows.file)
			.set({ nextVersion: n + 1 })
			.where(eq(rows.file.id, fileId))
			.run();
		const about = { galleryId, by: SYSTEM, fileIds: [fileId], versionId: id };
		await record(tx, ctx, { name: 'version.arrived', ...about });
		return id;
	});
}

export const processed = (ctx: Context, versionId: string) =>
	ctx.db.transaction((tx) => becomeCurrent(tx, ctx, versionId));

/** A final that was dropped and processed in one go. */
export async function final(
	ctx: Context,
	fileId: string,
	facts: Partial<typeof rows.version.$inferInsert> = {}
) {
	const id = await incoming(ctx, fileId, facts);
	await processed(ctx, id);
	return id;
}

export async function picks(
	ctx: Context,
	actor: ClientActor,
	selectionId: string,
	fileIds: string[],
	value: Pick = 'yes'
) {
	const { galleryId, participantId } = actor;
	const at = ctx.clock.now();
	const who = { galleryId, book: participantId, participantId, kind: 'pick' as const, selectionId, at };
	await ctx.db.transaction(async (tx) => {
		for (const fileId of fileIds)
			await tx
				.insert(rows.mark)
				.values({ ...who, key: `pick:${selectionId}:${fileId}`, fileId, value })
				.run();
	});
}

/** Runs the delivery jobs that are due by the clock, as the runner does; answers how many. */
export async function runDeliveries(ctx: Context): Promise<number> {
	const due = and(
		eq(rows.job.name, 'deliver'),
		eq(rows.job.state, 'queued'),
		lte(rows.job.runAt, ctx.clock.now())
	);
	const jobs = await ctx.db.read.select().from(rows.job).where(due).all();
	for (const { id, payload } of jobs) {
		const put = (change: Partial<typeof rows.job.$inferInsert>) =>
			ctx.db.transaction(
				async (tx) => void (await tx.update(rows.job).set(change).where(eq(rows.job.id, id)).run())
			);
		await put({ state: 'running', again: false });
		await deliverDue(ctx, v.parse(jobPayloads.deliver, payload), heldLease(ctx));
		const row = await ctx.db.read.select().from(rows.job).where(eq(rows.job.id, id)).get();
		await put(row?.again ? { state: 'queued', again: false } : { state: 'done', liveKey: null });
	}
	return jobs.length;
}

type Table =
	'orderItem' | 'delivery' | 'deliveryFile' | 'deliveryLink' | 'mail' | 'order' | 'announcement' | 'job';

/** Every row of a table; drizzle cannot follow a table that is chosen by name. */
export async function allOf<T extends Table>(
	ctx: Context,
	table: T
): Promise<(typeof rows)[T]['$inferSelect'][]> {
	const chosen: SQLiteTable = rows[table];
	return (await ctx.db.read.select().from(chosen).all()) as (typeof rows)[T]['$inferSelect'][];
}

/** Mails to an address by template, or all of them. */
export const mailsTo = async (ctx: Context, to: string, template?: string) =>
	(await allOf(ctx, 'mail')).filter((mail) => mail.to === to && (!template || mail.template === template));

/** Item states of an order by camera name. */
export async function statesOf(ctx: Context, orderId: string): Promise<Record<string, string>> {
	const found = await ctx.db.read
		.select({ name: rows.file.cameraName, state: rows.orderItem.state })
		.from(rows.orderItem)
		.innerJoin(rows.file, eq(rows.file.id, rows.orderItem.fileId))
		.where(eq(rows.orderItem.orderId, orderId))
		.all();
	return Object.fromEntries(found.map(({ name, state }) => [name, state]));
}

export const fileRow = async (ctx: Context, fileId: string) => {
	const row = await ctx.db.read.select().from(rows.file).where(eq(rows.file.id, fileId)).get();
	if (!row) throw new Error('no file');
	return row;
};
