import { eq } from 'drizzle-orm';
import type { ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import { makeProductArchive } from '#lib/server/downloads/make-product-archive.ts';
import { makeArchive } from '#lib/server/downloads/make-archive.ts';
import * as rows from '#lib/server/db/schema.ts';
import { deliverReady } from '#lib/server/deliveries/index.ts';
import { sendInvitations } from '#lib/server/invitations/index.ts';
import type { Context } from '#lib/server/context.ts';
import { aClient, aFile, aGallery, aGuest, aRow, CHOOSES, LOOKS, ray } from '#tests/support/cast/cast.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { final, incoming, order, picks } from '#tests/support/cast/orders.ts';
import { presetSettings } from '#lib/domain/products/presets.ts';
import { aMadeProduct } from '#tests/support/cast/products.ts';
import { asBrowser, type As, type Served } from '#tests/support/app/served.ts';
import { aDelivery, aNewVersion, aStoredFile, storeBytes } from '#tests/support/cast/stored.ts';
import { pinsOf } from '#tests/support/app/taking.ts';

/** Words of the gallery: nobody who is refused reads one of them. */
export const SECRET = {
	title: 'Hotel Miramar 7f3a',
	proof: 'DSC_0101_7f3a.jpg',
	delivered: 'DSC_0104_7f3a.jpg',
	note: 'softer please 7f3a'
};
/** What no client may learn: versions that did not go out, and the addresses of others. */
export const HIDDEN = { asks: 'asks-sha-7f3a', held: 'held-sha-7f3a', ben: 'ben@client.test' };

export const PEOPLE = [
	'nobody',
	'stranger',
	'guest',
	'client',
	'retoucher',
	'photographer',
	'token'
] as const;
export type Who = (typeof PEOPLE)[number];

/** What the routes' parameters can stand for, and who asks. */
export type Scene = Awaited<ReturnType<typeof aScene>>;

type Staff = { ann: MemberActor; headers: Record<'photographer' | 'retoucher' | 'token', As> };

/** A gallery in the middle of its work: something of everything that a route can name. */
export async function aScene(served: Served, staff: Staff) {
	const { ctx, app } = served;
	const gallery = await aGallery(ctx, { title: SECRET.title, showCover: true });
	await aRow(ctx, gallery.id, 'anybody', { ...LOOKS, mark: true });
	const offers = { products: [{ product: 'web', states: ['FINAL' as const] }] };
	const cleo = await aClient(ctx, gallery.id, 'cleo', { ...CHOOSES, ...offers });
	const ben = await aClient(ctx, gallery.id, 'ben', CHOOSES);
	const gus = await aGuest(ctx, gallery.id);
	const elsewhere = await aGallery(ctx, { title: 'Elsewhere' });
	const dan = await aClient(ctx, elsewhere.id, 'dan');
	const files = await picturesOf(ctx, gallery.id);
	await aProductOf(ctx, gallery.studioId, files.delivered);
	const orders = await ordersOf(ctx, staff.ann, cleo, files);
	const pins = pinsOf([{ ...files.delivered, name: files.delivered.name }]);
	const sent = await aDelivery(ctx, gallery.id, pins, ['cleo@client.test', 'ben@client.test'], { number: 7 });
	const finished = { token: await linkTo(ctx, orders.done) };
	const selections = await selectionsOf(ctx, cleo, gallery.id, files.replaced.id);
	const archive = await makeArchive(ctx, cleo, gallery.id, { all: true });
	const products = await makeProductArchive(ctx, cleo, gallery.id, { all: true, product: 'web' });
	const invitation = await invitationOf(ctx, staff.ann, gallery.id);
	const cookie = async (actor: ClientActor) => asBrowser(app.origin, await browserOf(ctx, actor));
	const headers: Record<Who, As> = {
		...staff.headers,
		nobody: asBrowser(app.origin, ''),
		stranger: asBrowser(app.origin, await browserOf(ctx, dan)),
		guest: { ...(await cookie(gus)), 'x-participant': gus.participantId },
		client: { ...(await cookie(cleo)), 'x-participant': cleo.participantId }
	};
	const annId = staff.ann.memberId;
	const mail = (await ctx.db.read.select().from(rows.mail).all()).at(-1)?.id ?? '';
	return {
		elsewhere: elsewhere.id,
		...{
			ctx,
			gallery,
			cleo,
			ben,
			gus,
			files,
			headers,
			invitation,
			sent,
			finished,
			archive,
			products,
			annId,
			mail
		},
		...orders,
		...selections
	};
}

async function picturesOf(ctx: Context, galleryId: string) {
	const stored = (name: string, more = {}) =>
		aStoredFile(ctx, galleryId, { name, renditions: [400], ...more });
	const proof = await stored(SECRET.proof);
	const ordered = await stored('DSC_0102.jpg');
	const free = await stored('DSC_0103.jpg');
	const delivered = await stored(SECRET.delivered, { state: 'FINAL' });
	const replaced = await stored('DSC_0105.jpg');
	await aNewVersion(ctx, replaced.id, { state: 'FINAL' });
	const deleted = await aFile(ctx, galleryId, { name: 'DSC_0106.jpg', deletedAt: ctx.clock.now() });
	const spare = await stored('DSC_0107.jpg');
	const finished = await stored('DSC_0108.jpg');
	return { proof, ordered, free, delivered, replaced, deleted, spare, finished };
}

/** A product, made already of one picture; a second scene of the studio has the same one. */
async function aProductOf(ctx: Context, studioId: string, file: Awaited<ReturnType<typeof aStoredFile>>) {
	const settings = presetSettings('web');
	const row = { id: 'web', studioId, name: 'For the web', settings, position: 0, createdAt: ctx.clock.now() };
	await ctx.db.transaction(
		async (tx) => void (await tx.insert(rows.product).values(row).onConflictDoNothing().run())
	);
	await aMadeProduct(ctx, { settings, gallery: SECRET.title, file });
}

/** Cleo's three orders: one untouched, one with a final whose time to go out has not come, one delivered. */
async function ordersOf(
	ctx: Context,
	ann: MemberActor,
	cleo: ClientActor,
	{ proof, ordered, free, finished }: Awaited<ReturnType<typeof picturesOf>>
) {
	const place = (...fileIds: string[]) => order(ctx, cleo, fileIds, { note: SECRET.note });
	const waiting = await place(free.id);
	const running = await place(ordered.id, proof.id);
	const done = await place(finished.id);
	await final(ctx, finished.id, await storeBytes(ctx, ctx.ids.bytes(3000)));
	await deliverReady(ctx, ann, done);
	await waitsForTheStudio(ctx, done);
	const held = await storeBytes(ctx, ctx.ids.bytes(3000));
	await final(ctx, ordered.id, { ...held, sha256: HIDDEN.held });
	const { memberId: uploadedBy } = await ray(ctx);
	const asks = await storeBytes(ctx, ctx.ids.bytes(3000));
	await incoming(ctx, proof.id, { ...asks, status: 'asks', asks: 'ok', sha256: HIDDEN.asks, uploadedBy });
	const [item] = await ctx.db.read
		.select()
		.from(rows.orderItem)
		.where(eq(rows.orderItem.orderId, running))
		.all();
	return { waiting, running, done, item: item?.id ?? '' };
}

/** The key that went out with the delivery of this order. */
async function linkTo(ctx: Context, orderId: string): Promise<string> {
	const row = await ctx.db.read
		.select({ link: rows.deliveryLink })
		.from(rows.deliveryLink)
		.innerJoin(rows.delivery, eq(rows.delivery.id, rows.deliveryLink.deliveryId))
		.where(eq(rows.delivery.orderId, orderId))
		.get();
	return row ? ctx.tokens.make('delivery', row.link.id, row.link.counter) : '';
}

async function waitsForTheStudio(ctx: Context, orderId: string) {
	const row = { orderId, email: 'crowd@elsewhere.test', trust: 'waits' as const, createdAt: ctx.clock.now() };
	await ctx.db.transaction(async (tx) => void (await tx.insert(rows.orderRecipient).values(row).run()));
}

/** Two selections beside the first: one of pictures that cannot be ordered, one that is locked. */
async function selectionsOf(ctx: Context, cleo: ClientActor, galleryId: string, fileId: string) {
	const [chosen, locked] = [ctx.ids.next(), ctx.ids.next()];
	const row = { galleryId, name: 'More', rule: 'nobody-against' as const, createdAt: ctx.clock.now() };
	await ctx.db.transaction(async (tx) => {
		await tx
			.insert(rows.selection)
			.values({ ...row, id: chosen })
			.run();
		await tx
			.insert(rows.selection)
			.values({ ...row, id: locked, lockedAt: row.createdAt })
			.run();
	});
	await picks(ctx, cleo, chosen, [fileId]);
	return { chosen, locked };
}

async function invitationOf(ctx: Context, actor: Staff['ann'], galleryId: string) {
	const input = { to: ['cleo@client.test'], message: '' };
	const { links } = await sendInvitations(ctx, actor, galleryId, input);
	const row = await ctx.db.read
		.select()
		.from(rows.invitation)
		.where(eq(rows.invitation.galleryId, galleryId))
		.get();
	return { id: row?.id ?? '', token: links[0]?.url.split('/').at(-1) ?? '' };
}

/** An upload of this member's that has begun. */
export async function anUpload(ctx: Context, galleryId: string, memberId: string) {
	const id = ctx.ids.next();
	const now = ctx.clock.now();
	const flags = { replace: false, add: false, match: 'exact' as const, status: 'receiving' as const };
	const sizes = {
		lengthBytes: 100,
		offsetBytes: 0,
		tempName: `upload-${id}`,
		createdAt: now,
		updatedAt: now
	};
	await ctx.db.transaction(
		async (tx) =>
			void (await tx
				.insert(rows.upload)
				.values({ id, galleryId, memberId, filename: 'IMG_10.jpg', ...flags, ...sizes })
				.run())
	);
	return id;
}
