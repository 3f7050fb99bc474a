import type { ClientActor, MemberActor, Role } from '#lib/domain/access/actor.ts';
import { NO_RIGHTS, type Rights } from '#lib/domain/access/rights.ts';
import { settingsOf, type Preset } from '#lib/domain/galleries/presets.ts';
import type { Context } from '#lib/server/context.ts';
import { inviteParticipant, addParticipant } from '#lib/server/access/participants.ts';
import type { Transaction } from '#lib/server/db/open.ts';
import * as rows from '#lib/server/db/schema.ts';
import { previewRecipes } from '#lib/server/media/recipes.ts';
import { addRenditions } from '#lib/server/renditions/index.ts';

/** The cast of every test: ann the photographer, ray their retoucher, cleo and ben clients, gus a guest, dan a stranger. */

export const LOOKS: Rights = { ...NO_RIGHTS, look: true };
export const CHOOSES: Rights = { ...LOOKS, mark: true, order: true, download: 'final' };

export async function aStudio(ctx: Context): Promise<string> {
	const known = await ctx.db.read.select().from(rows.studio).get();
	if (known) return known.id;
	const id = ctx.ids.next();
	const row = { id, name: 'Ann Light', stateWords: {}, createdAt: ctx.clock.now() };
	await ctx.db.transaction(async (tx) => void (await tx.insert(rows.studio).values(row).run()));
	return id;
}

export async function aMember(ctx: Context, name: string, role: Role): Promise<MemberActor> {
	const studioId = await aStudio(ctx);
	const memberId = ctx.ids.next();
	const email = `${name}@studio.test`;
	const known = (await ctx.db.read.select().from(rows.member).all()).find((one) => one.email === email);
	if (known) return { kind: 'member', memberId: known.id, studioId, name, email, role, via: 'session' };
	const row = { id: memberId, studioId, email, name, role, passwordHash: '-', createdAt: ctx.clock.now() };
	await ctx.db.transaction(async (tx) => void (await tx.insert(rows.member).values(row).run()));
	return { kind: 'member', memberId, studioId, name, email, role, via: 'session' };
}

export const ann = (ctx: Context) => aMember(ctx, 'ann', 'photographer');
export const ray = (ctx: Context) => aMember(ctx, 'ray', 'retoucher');
export const owner = (ctx: Context) => aMember(ctx, 'olga', 'owner');

type GalleryOptions = Partial<typeof rows.gallery.$inferInsert> & { preset?: Preset };

/** A gallery with its first selection; its table is its own (and empty) unless it has a parent. */
export async function aGallery(ctx: Context, options: GalleryOptions = {}) {
	const studioId = await aStudio(ctx);
	const preset = options.preset ?? 'retouch';
	const settings = settingsOf(preset);
	const id = ctx.ids.next();
	const createdAt = ctx.clock.now();
	const row = {
		id,
		studioId,
		title: 'Autumn',
		preset,
		...settings,
		inheritAccess: options.parentId != null,
		acceptSuffixes: [],
		epoch: '00000000a001',
		createdAt,
		...options
	};
	const first = {
		id: ctx.ids.next(),
		galleryId: id,
		name: 'Choice',
		rule: 'nobody-against' as const,
		createdAt
	};
	return ctx.db.transaction(async (tx) => {
		const [made] = await tx.insert(rows.gallery).values(row).returning().all();
		await tx.insert(rows.selection).values(first).run();
		if (!made) throw new Error('no gallery');
		return { ...made, selectionId: first.id };
	});
}

/** A line of the access table. */
export async function aRow(
	ctx: Context,
	galleryId: string,
	subject: string,
	rights: Rights = CHOOSES,
	more = {}
) {
	const row = { id: ctx.ids.next(), galleryId, subject, ...rights, createdAt: ctx.clock.now(), ...more };
	await ctx.db.transaction(async (tx) => void (await tx.insert(rows.accessRow).values(row).run()));
	return row;
}

export async function aSession(ctx: Context): Promise<string> {
	const id = ctx.ids.next();
	const now = ctx.clock.now();
	const row = { id, createdAt: now, lastSeenAt: now, expiresAt: now + 30 * 86_400_000 };
	await ctx.db.transaction(async (tx) => void (await tx.insert(rows.clientSession).values(row).run()));
	return id;
}

/** An invited client with a row and a browser: `aClient(ctx, gallery.id, 'cleo')` is cleo@client.test. */
export async function aClient(
	ctx: Context,
	galleryId: string,
	name = 'cleo',
	rights: Rights | null = CHOOSES
): Promise<ClientActor> {
	const email = `${name}@client.test`;
	if (rights) await aRow(ctx, galleryId, email, rights);
	return seated(ctx, galleryId, email, name);
}

/** Somebody under Anybody, known by a name only. The gallery needs an Anybody row for them to see anything. */
export const aGuest = (ctx: Context, galleryId: string, name = 'gus') => seated(ctx, galleryId, null, name);

async function seated(
	ctx: Context,
	galleryId: string,
	email: string | null,
	name: string
): Promise<ClientActor> {
	const sessionId = await aSession(ctx);
	const createdAt = ctx.clock.now();
	return ctx.db.transaction(async (tx): Promise<ClientActor> => {
		const person = email
			? await inviteParticipant(tx, ctx, galleryId, email, name)
			: await addParticipant(tx, ctx, galleryId, { name });
		await tx
			.insert(rows.sessionParticipant)
			.values({ sessionId, galleryId, participantId: person.id, createdAt })
			.run();
		return { kind: 'client', sessionId, participantId: person.id, galleryId, email, name };
	});
}

type FileOptions = Partial<typeof rows.file.$inferInsert> & { name?: string };
export type StoredPreview = { width: number; height: number; key: string; bytes: number };
export type VersionOptions = Partial<typeof rows.version.$inferInsert> & { renditions?: StoredPreview[] };

/** Names the previews of a version, the largest first, as ingest does. */
export const addPreviews = (tx: Transaction, versionId: string, previews: readonly StoredPreview[]) =>
	addRenditions(
		tx,
		versionId,
		previews.map((each, i) => ({ recipe: previewRecipes[i] ?? `extra${i}`, ...each }))
	);

/** A ready picture whose released pair is its current one; give `version` facts where a test needs them. */
export async function aFile(
	ctx: Context,
	galleryId: string,
	options: FileOptions = {},
	{ renditions = [], ...version }: VersionOptions = {}
) {
	const now = ctx.clock.now();
	const id = options.id ?? ctx.ids.next();
	const name = options.name ?? 'DSC_0001.jpg';
	const state = options.state ?? 'PROOF';
	const file = {
		id,
		galleryId,
		name,
		cameraName: name,
		state,
		currentVersion: 1,
		status: 'ready' as const,
		releasedVersion: 1,
		releasedState: state,
		nextVersion: 2,
		createdAt: now,
		...options
	};
	const first = {
		id: ctx.ids.next(),
		galleryId,
		fileId: id,
		n: 1,
		name,
		storageKey: `test/${id}/1`,
		sha256: id,
		crc32: 0,
		bytes: 1000,
		kind: 'jpeg',
		picture: true,
		width: 300,
		height: 200,
		capture: {},
		status: 'current' as const,
		lastState: state,
		releasedAt: now,
		createdAt: now,
		processedAt: now,
		...version
	};
	await ctx.db.transaction(async (tx) => {
		await tx.insert(rows.file).values(file).run();
		await tx.insert(rows.version).values(first).run();
		await addPreviews(tx, first.id, renditions);
		await tx
			.insert(rows.fileName)
			.values({
				fileId: id,
				galleryId,
				name,
				nameKey: name.toLowerCase(),
				stemKey: name.toLowerCase().replace(/\.[^.]*$/, '')
			})
			.run();
	});
	return { ...file, versionId: first.id };
}

/** A bare order with a waiting item for each file; enough to make a gallery one that has orders. */
export async function anOrderIn(ctx: Context, galleryId: string, fileIds: string[] = []) {
	const now = ctx.clock.now();
	return ctx.db.transaction(async (tx) => {
		const number = 1001 + (await tx.select().from(rows.order).all()).length;
		const id = ctx.ids.next();
		await tx.insert(rows.order).values({ id, number, galleryId, placedByName: 'cleo', placedAt: now }).run();
		const item = { orderId: id, state: 'waiting' as const, instructions: [], createdAt: now, changedAt: now };
		for (const fileId of fileIds)
			await tx
				.insert(rows.orderItem)
				.values({ ...item, id: ctx.ids.next(), fileId })
				.run();
		return { id, number };
	});
}
