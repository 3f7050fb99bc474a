import { and, eq, isNotNull } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '#lib/domain/access/actor.ts';
import type { Tier } from '#lib/domain/access/read.ts';
import { AppError } from '#lib/domain/fault.ts';
import { findVisibleGallery, notFound } from '../access/index.ts';
import type { Context } from '../context.ts';
import { file, version } from '../db/schema.ts';
import { findVisibleFile } from '../files/index.ts';
import { requireMember } from '../http/locals.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { clientHere, isStillHere } from './asker.ts';
import { awaitProduct } from './await-product.ts';
import { readable } from './can-read.ts';
import { headersOf, downloadName, originalSource, type FileRow, type VersionRow } from './original.ts';
import { productHere, productName, wantedOf } from './product.ts';
import { transfer } from './transfer.ts';

const Number_ = v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/), v.transform(Number)));
const versionAsked = (url: URL) => v.parse(Number_, url.searchParams.get('version') ?? undefined);
/** Seconds that somebody waits for a product which has yet to be made. */
const Wait = v.optional(v.pipe(v.string(), v.regex(/^\d{1,2}$/), v.transform(Number), v.maxValue(60)), '30');

/** Which version of a picture, and which product of it; none: the original. */
type Asked = { n: number; productId: string | null };

/** `GET /g/<gallery>/files/<file>/download`: the released version, or an earlier delivered one by its number. */
export const downloadFile: RawHandler = async (exchange) => {
	const { ctx, params, url } = exchange;
	const actor = await clientHere(exchange, params['gallery'] ?? '');
	const row = await ctx.db.read
		.select()
		.from(file)
		.where(and(eq(file.id, params['file'] ?? ''), eq(file.galleryId, actor.galleryId)))
		.get();
	const n = versionAsked(url) ?? row?.releasedVersion;
	if (!row || n == null) throw notFound();
	await sendAsked(exchange, actor, row, { n, productId: url.searchParams.get('product') });
};

/** `GET /api/v1/files/<file>/original?version=n`: any version, the current one by default. */
export const readOriginal: RawHandler = (exchange) => sendToMember(exchange, null);

/** `GET /api/v1/files/<file>/products/<product>?version=n`: the same of a product. */
export const readProduct: RawHandler = (exchange) => sendToMember(exchange, exchange.params['product'] ?? '');

async function sendToMember(exchange: Exchange, productId: string | null) {
	const { ctx, params, url } = exchange;
	const actor = requireMember(exchange);
	const found = await findVisibleFile(ctx.db.read, actor, params['file'] ?? '', ctx.clock.now(), {
		deleted: true
	});
	const n = versionAsked(url) ?? Math.max(found.file.currentVersion, 1);
	await sendAsked(exchange, actor, found.file, { n, productId });
}

async function sendAsked(exchange: Exchange, actor: Actor, row: FileRow, { n, productId }: Asked) {
	const { ctx } = exchange;
	const stored = await ctx.db.read
		.select()
		.from(version)
		.where(and(eq(version.fileId, row.id), eq(version.n, n), isNotNull(version.n)))
		.get();
	const tier = productId === null ? 'original' : { product: productId };
	if (!stored || !(await mayRead(exchange, actor, stored, tier))) throw notFound();
	const what =
		productId === null
			? original(ctx, row, stored)
			: await productOf(exchange, actor, row, stored, productId);
	await transfer(exchange, {
		source: what.source,
		headers: what.headers,
		ticket: {
			counted: `original:${actor.kind}`,
			stillMay: async () => (await isStillHere(exchange, actor)) && mayGoOn(exchange, actor, stored, tier)
		},
		fetched: { actor, what: what.name, galleryId: row.galleryId, fileId: row.id, versionId: stored.id }
	});
}

function original({ storage }: Context, row: FileRow, stored: VersionRow) {
	const name = downloadName(row, stored);
	return { name, source: originalSource(storage, stored), headers: headersOf(stored, name) };
}

async function productOf(
	{ ctx, res, url }: Exchange,
	actor: Actor,
	row: FileRow,
	stored: VersionRow,
	productId: string
) {
	const seconds = v.parse(Wait, url.searchParams.get('wait') ?? undefined);
	const { gallery } = await findVisibleGallery(ctx.db.read, actor, row.galleryId, ctx.clock.now());
	const here = await productHere(ctx, actor, gallery, productId);
	const picture = { file: row, version: stored };
	const wanted = wantedOf(here, picture);
	if (!wanted) throw new AppError('conflict', 'faults:products.impossible');
	const made = await awaitProduct(ctx, res, wanted, seconds * 1000);
	const name = productName(here, picture, wanted);
	return {
		name,
		source: originalSource(ctx.storage, made),
		headers: headersOf({ kind: wanted.spec.format }, name)
	};
}

const mayRead = async ({ ctx }: Exchange, actor: Actor, { id }: VersionRow, tier: Tier) =>
	(await readable(ctx.db.read, actor, [id], tier, ctx.clock.now())).has(id);

/** A body that has begun ends whole when the file is replaced meanwhile, but not when a right is lost. */
async function mayGoOn({ ctx }: Exchange, actor: Actor, { id }: VersionRow, tier: Tier) {
	const held = actor.kind === 'client' ? { participantId: actor.participantId, until: Infinity } : undefined;
	return (await readable(ctx.db.read, actor, [id], tier, ctx.clock.now(), held)).has(id);
}
