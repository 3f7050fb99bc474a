import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { splitName } from '#lib/domain/naming/extension.ts';
import type { ProductSettings } from '#lib/domain/products/settings.ts';
import { specOf } from '#lib/domain/products/spec.ts';
import type { Context } from '#lib/server/context.ts';
import { file, job, studio } from '#lib/server/db/schema.ts';
import { productFile } from '#lib/server/media/product/file.ts';
import { renderProduct, type WantedProduct } from '#lib/server/renditions/index.ts';
import { heldLease } from './held.ts';

const drawing = (bytes: () => Buffer): Parameters<typeof renderProduct>[3] => ({
	produce: async ({ into, spec }) => {
		const path = join(into, productFile(spec));
		await writeFile(path, bytes());
		return { outcome: 'produced', path, width: 300, height: 200 };
	}
});

/** What the worker would do: every product that was asked for is there afterwards, with these bytes. */
export async function makeProducts(ctx: Context, bytes: () => Buffer = () => randomBytes(3000)) {
	for (const { name, payload } of await ctx.db.read.select().from(job).all())
		if (name === 'product')
			await renderProduct(ctx, payload as WantedProduct, heldLease(ctx), drawing(bytes)); // as it was enqueued
}

type Of = {
	settings: ProductSettings;
	gallery: string;
	file: { id: string; versionId: string; createdAt?: number };
};

/** A product of one picture, as if somebody had fetched it before. */
export async function aMadeProduct(ctx: Context, { settings, gallery, file: { id, versionId } }: Of) {
	const row = await ctx.db.read.select().from(file).where(eq(file.id, id)).get();
	const owner = await ctx.db.read.select().from(studio).get();
	const spec = specOf(settings, {
		kind: 'jpeg',
		name: splitName(row?.cameraName ?? '').stem,
		gallery,
		studio: owner?.name ?? '',
		takenAt: row?.capturedAt ?? ctx.clock.now()
	});
	await renderProduct(
		ctx,
		{ versionId, spec },
		heldLease(ctx),
		drawing(() => randomBytes(3000))
	);
}
