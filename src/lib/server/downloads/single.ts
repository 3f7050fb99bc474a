import { and, eq, isNotNull } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '#lib/domain/access/actor.ts';
import { notFound } from '../access/index.ts';
import { file, version } from '../db/schema.ts';
import { findVisibleFile } from '../files/index.ts';
import { requireMember } from '../http/locals.ts';
import type { Exchange, RawHandler } from '../http/raw.ts';
import { clientHere, isStillHere } from './asker.ts';
import { readable } from './can-read.ts';
import { headersOf, downloadName, originalSource, type FileRow, type VersionRow } from './original.ts';
import { transfer } from './transfer.ts';

const Number_ = v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/), v.transform(Number)));
const versionAsked = (url: URL) => v.parse(Number_, url.searchParams.get('version') ?? undefined);

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
	await sendOriginal(exchange, actor, row, n);
};

/** `GET /api/v1/files/<file>/original?version=n`: any version, the current one by default. */
export const readOriginal: RawHandler = async (exchange) => {
	const { ctx, params, url } = exchange;
	const actor = requireMember(exchange);
	const found = await findVisibleFile(ctx.db.read, actor, params['file'] ?? '', ctx.clock.now(), {
		deleted: true
	});
	await sendOriginal(
		exchange,
		actor,
		found.file,
		versionAsked(url) ?? Math.max(found.file.currentVersion, 1)
	);
};

async function sendOriginal(exchange: Exchange, actor: Actor, row: FileRow, n: number) {
	const { ctx } = exchange;
	const stored = await ctx.db.read
		.select()
		.from(version)
		.where(and(eq(version.fileId, row.id), eq(version.n, n), isNotNull(version.n)))
		.get();
	if (!stored || !(await mayRead(exchange, actor, stored))) throw notFound();
	const name = downloadName(row, stored);
	await transfer(exchange, {
		source: originalSource(ctx.storage, stored),
		headers: headersOf(stored, name),
		ticket: {
			counted: `original:${actor.kind}`,
			stillMay: async () => (await isStillHere(exchange, actor)) && mayGoOn(exchange, actor, stored)
		},
		fetched: { actor, what: name, galleryId: row.galleryId, fileId: row.id, versionId: stored.id }
	});
}

const mayRead = async ({ ctx }: Exchange, actor: Actor, { id }: VersionRow) =>
	(await readable(ctx.db.read, actor, [id], 'original', ctx.clock.now())).has(id);

/** A body that has begun ends whole when the file is replaced meanwhile, but not when a right is lost. */
async function mayGoOn({ ctx }: Exchange, actor: Actor, { id }: VersionRow) {
	const held = actor.kind === 'client' ? { participantId: actor.participantId, until: Infinity } : undefined;
	return (await readable(ctx.db.read, actor, [id], 'original', ctx.clock.now(), held)).has(id);
}
