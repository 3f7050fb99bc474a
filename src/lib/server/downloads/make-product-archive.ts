import type { ArchiveProgress } from '#lib/contract/delivery.ts';
import type { ArchiveWanted } from '#lib/contract/order-inputs.ts';
import type { ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import { AppError } from '#lib/domain/fault.ts';
import { zipPaths } from '#lib/domain/naming/zip-paths.ts';
import { findVisibleGallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import { archive } from '../db/schema.ts';
import { keyOf, productsMade, recipeOf, touchProducts, wantProducts } from '../renditions/index.ts';
import { choose, wantedIds, type Chosen } from './archive-choice.ts';
import { progressOf } from './archive-products.ts';
import { pathIn } from './path-in.ts';
import { productHere, productName, wantedOf } from './product.ts';

const DAY_MS = 86_400_000;

/**
 * Pins what the actor may fetch now as this product, behind a URL for 24 hours, and has made what is not there yet. It can
 * be fetched when the last of it is: its length is exact then.
 */
export async function makeProductArchive(
	ctx: Context,
	actor: ClientActor | MemberActor,
	galleryId: string,
	{ product: productId, ...wanted }: ArchiveWanted & { product: string }
): Promise<ArchiveProgress> {
	const now = ctx.clock.now();
	const { gallery } = await findVisibleGallery(ctx.db.read, actor, galleryId, now);
	const here = await productHere(ctx, actor, gallery, productId);
	const fileIds = await wantedIds(ctx, actor, galleryId, wanted);
	const { chosen, left } = await choose(ctx, actor, gallery, fileIds, { product: productId });
	const entries = chosen.flatMap((each) => {
		const of = wantedOf(here, each);
		return of ? [{ ...each, of }] : [];
	});
	const taken = new Set(entries.map(({ file }) => file.id));
	const without = chosen.filter(({ file }) => !taken.has(file.id));
	if (!entries.length) throw new AppError('conflict', 'faults:downloads.nothing', {}, { left });
	const specs = new Map(entries.map(({ of }) => [recipeOf(of.spec), of.spec]));
	const row = {
		id: ctx.ids.next(),
		galleryId,
		...(actor.kind === 'client' ? { participantId: actor.participantId } : { memberId: actor.memberId }),
		versionIds: entries.map(({ version }) => version.id),
		names: zipPaths(
			entries.map((each, i) => pathIn(each.file.section, productName(here, each, each.of, i + 1)))
		),
		takenAt: entries.map(({ file }) => file.capturedAt),
		product: {
			id: productId,
			recipes: entries.map(({ of }) => recipeOf(of.spec)),
			specs: Object.fromEntries(specs)
		},
		etag: '',
		bytes: 0,
		createdAt: now,
		expiresAt: now + DAY_MS
	};
	const all = entries.map(({ of }) => of);
	const made = await productsMade(ctx.db.read, all);
	await wantProducts(
		ctx,
		all.filter((each) => !made.has(keyOf(each)))
	);
	await touchProducts(
		ctx,
		all.filter((each) => made.has(keyOf(each)))
	);
	const [stored] = await ctx.db.transaction((tx) => tx.insert(archive).values(row).returning().all());
	if (!stored) throw new Error('The archive was gone inside the transaction');
	return progressOf(ctx, stored, [...left, ...without.map(impossible)]);
}

const impossible = ({ file }: Chosen) => ({ fileId: file.id, why: 'not-offered' as const });
