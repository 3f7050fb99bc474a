import type { ArchiveProgress } from '#lib/contract/delivery.ts';
import { AppError } from '#lib/domain/fault.ts';
import type { ArchiveLayout } from '#lib/domain/archive/layout.ts';
import type { Context } from '../context.ts';
import type { archive } from '../db/schema.ts';
import { keyOf, productsMade, type WantedProduct } from '../renditions/index.ts';
import { layOut } from './zip.ts';

type ArchiveRow = typeof archive.$inferSelect;
type Entry = WantedProduct & { name: string; takenAt: number | null };

/** What the archive is made of, in its order; nothing for one of originals. */
function entriesOf({ versionIds, names, takenAt, product }: ArchiveRow): Entry[] {
	return versionIds.flatMap((versionId, i) => {
		const spec = product?.specs[product.recipes[i] ?? ''];
		return spec ? [{ versionId, spec, name: names[i] ?? '', takenAt: takenAt?.[i] ?? null }] : [];
	});
}

async function lookAt(ctx: Context, row: ArchiveRow) {
	const entries = entriesOf(row);
	const made = await productsMade(ctx.db.read, entries);
	const ready = entries.flatMap((entry) => {
		const found = made.get(keyOf(entry));
		return found?.state === 'ready' ? [{ ...entry, ...found, createdAt: row.createdAt }] : [];
	});
	const done = entries.filter((entry) => made.has(keyOf(entry))).length;
	return { of: entries.length, done, ready };
}

/** Where every byte stands, without what could not be made; "unavailable" while something has yet to be made. */
export async function productLayout(ctx: Context, row: ArchiveRow): Promise<ArchiveLayout> {
	const { of, done, ready } = await lookAt(ctx, row);
	if (done < of) throw new AppError('unavailable', 'faults:products.being-made');
	if (!ready.length) throw new AppError('conflict', 'faults:products.impossible');
	return laidOut(ready);
}

const laidOut = (ready: Awaited<ReturnType<typeof lookAt>>['ready']) =>
	layOut(
		ready,
		ready.map(({ name }) => name),
		ready.map(({ takenAt }) => takenAt)
	);

/** How far it is; with the address of the archive, and its exact length, once all of it is there. */
export async function progressOf(
	ctx: Context,
	row: ArchiveRow,
	left: ArchiveProgress['left'] = []
): Promise<ArchiveProgress> {
	const { of, done, ready } = await lookAt(ctx, row);
	const base = `/g/${row.galleryId}/archives/${row.id}`;
	const about = { status: base, done, of, failed: done - ready.length, left };
	if (done < of || !ready.length) return about;
	return { ...about, url: `${base}.zip`, bytes: laidOut(ready).totalBytes };
}
