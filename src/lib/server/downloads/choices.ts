import type { DownloadChoice } from '#lib/contract/product.ts';
import type { ClientActor } from '#lib/domain/access/actor.ts';
import { estimatedBytes } from '#lib/domain/products/format.ts';
import { offersProduct } from '#lib/domain/products/offer.ts';
import { LARGEST_EDGE, productSize } from '#lib/domain/products/size.ts';
import { findVisibleGallery, type Gallery } from '../access/index.ts';
import type { Context } from '../context.ts';
import { productsOf, type Product } from '../products/index.ts';
import { keyOf, productsMade } from '../renditions/index.ts';
import { choose, wantedIds, type Chosen, type Wanted } from './archive-choice.ts';
import { productHere, wantedOf } from './product.ts';

/** What of these pictures the client may fetch, as originals and as each product, and how large that is. */
export async function downloadChoices(
	ctx: Context,
	actor: ClientActor,
	galleryId: string,
	wanted: Wanted
): Promise<DownloadChoice[]> {
	const { gallery, rights } = await findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	const fileIds = await wantedIds(ctx, actor, galleryId, wanted);
	const { chosen } = await choose(ctx, actor, gallery, fileIds);
	const bytes = chosen.reduce((sum, { version }) => sum + version.bytes, 0);
	const choices: DownloadChoice[] = [{ id: 'original', count: chosen.length, bytes, isExact: true }];
	for (const product of await productsOf(ctx.db.read, gallery.studioId)) {
		if (!rights.products.some((offer) => offer.product === product.id)) continue;
		const tier = { product: product.id };
		const theirs = (await choose(ctx, actor, gallery, fileIds, tier)).chosen.filter(
			({ file }) => file.releasedState !== null && offersProduct(rights, product.id, file.releasedState)
		);
		choices.push(await choiceOf(ctx, actor, gallery, product, theirs));
	}
	return choices.filter(({ count }) => count > 0);
}

async function choiceOf(
	ctx: Context,
	actor: ClientActor,
	gallery: Gallery,
	{ id, name, settings }: Product,
	chosen: Chosen[]
): Promise<DownloadChoice> {
	const here = await productHere(ctx, actor, gallery, id);
	const entries = chosen.flatMap(({ file, version }) => {
		const of = wantedOf(here, { file, version });
		return of ? [{ version, of }] : [];
	});
	const made = await productsMade(
		ctx.db.read,
		entries.map(({ of }) => of)
	);
	let [count, bytes, isExact] = [0, 0, true];
	for (const { version, of } of entries) {
		const known = made.get(keyOf(of));
		if (known?.state === 'failed') continue;
		const original = { width: version.width ?? 1, height: version.height ?? 1 };
		const size = productSize(of.spec.size, original, LARGEST_EDGE[of.spec.format]);
		count++;
		bytes += known?.bytes ?? estimatedBytes(settings, { ...size, kind: version.kind });
		isExact &&= known !== undefined;
	}
	return { id, name, count, bytes, isExact };
}
