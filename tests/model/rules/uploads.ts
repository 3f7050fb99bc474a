import { writeFile } from 'node:fs/promises';
import { UploadOptions } from '#lib/contract/file-inputs.ts';
import { findVisibleGallery } from '#lib/server/access/index.ts';
import { placeUpload } from '#lib/server/files/index.ts';
import { finishUpload } from '#lib/server/uploads/finish-upload.ts';
import { createUpload, endUpload, tempPath } from '#lib/server/uploads/upload-row.ts';
import * as rows from '#lib/server/db/schema.ts';
import { eq } from 'drizzle-orm';
import * as v from 'valibot';
import {
	currentOf,
	isPending,
	livePictures,
	pendingOf,
	type Book,
	type Order,
	type Picture,
	type State,
	type Upload,
	type Version
} from '../book.ts';
import { rule, type Rule } from '../rule.ts';
import type { World } from '../world.ts';
import { putState } from './pictures.ts';

const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');
const MOST_VERSIONS = 12;

type Drop = { picture: Picture; on: Order | 'picture' | 'gallery' };
type How = { byRay?: boolean; wanted?: State };

const rooms = (book: Book) => livePictures(book).filter(({ versions }) => versions.length < MOST_VERSIONS);

/** Where a final may be dropped: on an order that wants it, on the picture, on the gallery. */
const drops = (book: Book): Drop[] =>
	rooms(book).flatMap((picture) => [
		...book.orders
			.filter(({ items }) => items.some((item) => item.picture === picture && isPending(item)))
			.map((order) => ({ picture, on: order })),
		{ picture, on: 'picture' as const },
		{ picture, on: 'gallery' as const }
	]);

const wanting = (book: Book) => drops(book).filter(({ picture }) => pendingOf(book, picture).length);

function intentOf({ galleryId, ctx }: World, { picture, on }: Drop, { wanted = 'FINAL' }: How) {
	const options = v.parse(UploadOptions, typeof on === 'object' ? { orderId: on.id } : { state: wanted });
	const fileId = on === 'picture' ? picture.id : undefined;
	return { ...options, galleryId, name: picture.name, uploadId: ctx.ids.next(), fileId };
}

const whole = (bytes: string) => Buffer.concat([JPEG, Buffer.from(bytes)]);

async function begin(world: World, one: Drop, how: How, bytes: string) {
	const actor = how.byRay ? world.ray : world.ann;
	const row = await createUpload(world.ctx, actor, intentOf(world, one, how), whole(bytes).length);
	return row.id;
}

/** What the last byte commits, without the bytes: most drops need none. */
function placed(world: World, one: Drop, how: How, sha256?: string) {
	const { ctx, galleryId } = world;
	const actor = how.byRay ? world.ray : world.ann;
	const id = ctx.ids.next();
	const received = { id, sha256: sha256 ?? id, crc32: 0, bytes: 36, kind: 'jpeg' as const };
	return ctx.db.transaction(async (tx) => {
		const { gallery } = await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		const { outcome } = await placeUpload(tx, ctx, actor, gallery, intentOf(world, one, how), received);
		return { id, outcome };
	});
}

const rowOf = async ({ ctx }: World, id: string) => {
	const row = await ctx.db.read.select().from(rows.upload).where(eq(rows.upload.id, id)).get();
	if (!row) throw new Error('An upload has its row');
	return row;
};

/** The last byte comes: what it became. */
async function finish(world: World, id: string, byRay: boolean, bytes: string) {
	const row = await rowOf(world, id);
	await writeFile(tempPath(world.ctx, row), whole(bytes));
	return finishUpload(world.ctx, byRay ? world.ray : world.ann, row);
}

type Came = Pick<Upload, 'picture' | 'on' | 'wanted' | 'byRay'>;

function arrive(book: Book, { picture, on, wanted, byRay }: Came, id: string | null) {
	const version: Version = {
		id: id ?? '',
		n: picture.versions.length + 1,
		status: 'processing',
		wanted,
		last: null,
		byRay,
		byName: on !== 'picture',
		looks: 'same',
		orderId: typeof on === 'object' ? on.id : null,
		at: book.now
	};
	picture.versions.push(version);
}

const drop = (command: string, how: How, subjects: (book: Book) => Drop[]) =>
	rule({
		command,
		state: how.byRay ? "the retoucher's" : 'whole',
		subjects,
		act: (world, one) => placed(world, one, how),
		move: (book, one, { id }) => arrive(book, { wanted: 'FINAL', byRay: false, ...one, ...how }, id)
	});

const onPictures = (book: Book) => rooms(book).map((picture) => ({ picture, on: 'picture' as const }));

const begun = (how: How) =>
	rule({
		command: 'begin an upload',
		state: how.byRay ? "the retoucher's" : 'whole',
		subjects: (book) => (book.uploads.length < 3 ? wanting(book) : []),
		act: (world, one) => begin(world, one, how, world.ctx.ids.next()),
		move: (book, one, id) => {
			book.uploads.push({ id, wanted: 'FINAL', byRay: false, ...one, ...how, heardAt: book.now });
		}
	});

const uploads = (where: (upload: Upload) => boolean) => (book: Book) => book.uploads.filter(where);
const forget = (book: Book, upload: Upload) =>
	void (book.uploads = book.uploads.filter((one) => one !== upload));
/** 26 characters, as the announced ones had. */
const lastByte = async (world: World, { id, byRay }: Upload) => {
	const bytes = world.ctx.ids.next();
	const row = await finish(world, id, byRay, bytes);
	return row.resultVersionId;
};

const ended = [
	rule({
		command: 'last byte',
		state: 'whole',
		subjects: uploads(({ picture, on }) => !picture.deleted || on !== 'picture'),
		act: lastByte,
		move: (book, upload, id) => {
			forget(book, upload);
			// by its name nothing is found any more: kept a day as a question
			if (!upload.picture.deleted) arrive(book, upload, id);
		}
	}),
	rule({
		command: 'cancel an upload',
		state: 'any',
		subjects: uploads(() => true),
		act: async (world, { id }) => endUpload(world.ctx, await rowOf(world, id), { status: 'cancelled' }),
		move: forget
	})
];

const onDeleted = rule({
	command: 'begin an upload',
	state: 'deleted',
	refused: 'not-found',
	subjects: (book) => book.pictures.filter(({ deleted }) => deleted),
	act: (world, picture) => begin(world, { picture, on: 'picture' }, {}, 'x')
});

const identical = rule({
	command: 'drop the same bytes',
	state: 'whole',
	subjects: rooms,
	act: async (world, picture) => {
		const id = currentOf(picture)?.id ?? '';
		const row = await world.ctx.db.read.select().from(rows.version).where(eq(rows.version.id, id)).get();
		const came = await placed(world, { picture, on: 'picture' }, {}, row?.sha256);
		if (came.outcome !== 'unchanged') throw new Error('Identical bytes made a version');
	},
	move: (book, picture) => {
		// nothing new to take, but it was uploaded for whoever waits for it
		for (const order of book.orders)
			order.started ||= order.items.some((item) => isPending(item) && item.picture === picture);
		return putState(picture, 'FINAL');
	}
});

export const uploadRules: Rule[] = [
	drop('drop a final', {}, wanting),
	drop('drop a final', { byRay: true }, wanting),
	drop('drop a final unasked', {}, onPictures),
	drop('drop a proof', { wanted: 'PROOF' }, onPictures),
	begun({}),
	begun({ byRay: true }),
	...ended,
	onDeleted,
	identical
];
