import { describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { accessChanged } from '#lib/server/access/index.ts';
import { SYSTEM } from '#lib/server/events/index.ts';
import * as rows from '#lib/server/db/schema.ts';
import { durable } from '#tests/support/realtime/live.ts';
import { aDevice, pagesForEach, type Pages } from '#tests/support/realtime/room-pages.ts';

let pages: Pages;
pagesForEach((made) => void (pages = made));

describe('what the server refuses', () => {
	it('is shown with its reason, and the other 200 are kept', async () => {
		const { ctx, cleo, gallery, files } = await pages.scene();
		const good = await pages.morePictures(gallery.id, 'good', 200);
		// this page does not know yet that the studio took one picture away
		const known = [...good, { id: 'gone', version: 1 }];
		const page = await pages.page(cleo.browser, () => [...files(), ...known]).joined();
		for (const { id } of known) page.connection.set(`stars:${id}`, 4);
		await page.until(() => page.refused.length === 1);
		await page.settled();
		expect(page.refused.map(({ mark, reason }) => [mark.key, reason])).toEqual([['stars:gone', 'no-file']]);
		expect(Object.keys(await durable(ctx, gallery.id)).length).toBe(200);
		expect(page.entries.has(`${page.participantId} stars:gone`)).toBe(false);
	});

	it('because the selection was locked meanwhile keeps what is on it', async () => {
		const { ctx, cleo, gallery, files, pick } = await pages.scene();
		const page = await pages.page(cleo.browser, files).joined();
		await ctx.db.transaction(
			async (tx) =>
				void (await tx
					.update(rows.selection)
					.set({ lockedAt: 1 })
					.where(eq(rows.selection.id, gallery.selectionId))
					.run())
		);
		page.connection.set(pick(), 'yes');
		page.connection.set(`stars:${files()[0]?.id}`, 5);
		await page.until(() => page.refused.length === 1);
		await page.settled();
		expect(page.refused[0]?.reason).toBe('locked');
		expect(await durable(ctx, gallery.id)).toEqual({ [`${page.participantId} stars:${files()[0]?.id}`]: 5 });
	});

	it('for ever ends the page, and keeps the unsent marks', async () => {
		const { ctx, cleo, gallery, files, pick } = await pages.scene();
		const device = aDevice();
		const network = { up: true };
		const page = await pages.page(cleo.browser, files, device, network).joined();
		page.connection.set(pick(), 'yes');
		await page.settled();
		network.up = false;
		await pages.live.ctx.db.transaction(async (tx) => {
			await tx.delete(rows.accessRow).where(eq(rows.accessRow.galleryId, gallery.id)).run();
			await accessChanged(tx, ctx, SYSTEM, gallery.id, ['cleo@client.test']);
		});
		await page.until(() => page.state === 'ended');
		expect(page.code).toBe(4403);
		expect(device.replicas.size).toBe(0);
		expect(page.connection.set(pick(), 'no')).toBe('no-right');
		expect(page.entries.get(`${page.participantId} ${pick()}`)).toBe('yes');
	});

	it('with other rights asks for a new seat and goes on', async () => {
		const { ctx, cleo, gallery, files, pick } = await pages.scene();
		const page = await pages.page(cleo.browser, files).joined();
		await ctx.db.transaction(async (tx) => {
			await tx
				.update(rows.accessRow)
				.set({ decide: true })
				.where(eq(rows.accessRow.galleryId, gallery.id))
				.run();
			await accessChanged(tx, ctx, SYSTEM, gallery.id, ['cleo@client.test']);
		});
		await page.until(() => page.state === 'away');
		await page.until(() => page.state === 'live');
		expect(page.connection.set(`verdict:${gallery.selectionId}:${files()[0]?.id}`, 'in')).toBeNull();
		page.connection.set(pick(), 'yes');
		await page.settled();
	});
});
