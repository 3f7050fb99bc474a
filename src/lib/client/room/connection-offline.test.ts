import { describe, expect, it } from 'vitest';
import { durable } from '#tests/support/realtime/live.ts';
import { aDevice, pagesForEach, type Pages } from '#tests/support/realtime/room-pages.ts';

let pages: Pages;
pagesForEach((made) => void (pages = made));

describe('without network', () => {
	it('a page shows what the device remembers, and keeps marks for later', async () => {
		const { files, cleo, ben, pick, gallery } = await pages.scene();
		const device = aDevice();
		const first = await pages.page(cleo.browser, files, device).joined();
		const b = await pages.page(ben.browser, files).joined();
		b.connection.set(pick(), 'yes');
		await first.until(() => first.entries.get(`${b.participantId} ${pick()}`) === 'yes');
		first.connection.close();
		const network = { up: false };
		const offline = pages.page(cleo.browser, files, device, network);
		void offline.connection.join();
		await offline.until(() => offline.state === 'away');
		expect(offline.entries.get(`${b.participantId} ${pick()}`)).toBe('yes');
		expect(offline.connection.set(pick(1), 'no')).toBeNull();
		expect([offline.waiting, offline.entries.get(`${offline.participantId} ${pick(1)}`)]).toEqual([1, 'no']);
		offline.connection.close();
		const later = await pages.page(cleo.browser, files, device).joined();
		await later.settled();
		expect((await durable(pages.live.ctx, gallery.id))[`${later.participantId} ${pick(1)}`]).toBe('no');
	});

	it('a page says so as soon as the network does, and what was on its way is sent again', async () => {
		const { files, cleo, gallery, pick } = await pages.scene();
		const page = await pages.page(cleo.browser, files).joined();
		page.connection.set(pick(), 'yes');
		page.connection.disconnect();
		expect([page.state, page.waiting]).toEqual(['away', 1]);
		await page.settled();
		expect(await durable(pages.live.ctx, gallery.id)).toEqual({ [`${page.participantId} ${pick()}`]: 'yes' });
	});

	it('900 marks wait, and all arrive', async () => {
		const { ctx, cleo, gallery, files } = await pages.scene();
		const many = await pages.morePictures(gallery.id, 'many', 900);
		const device = aDevice();
		(await pages.page(cleo.browser, files, device).joined()).connection.close();
		const network = { up: false };
		const page = pages.page(cleo.browser, () => many, device, network);
		void page.connection.join();
		await page.until(() => page.state === 'away');
		for (const { id } of many) page.connection.set(`stars:${id}`, 5);
		expect(page.waiting).toBe(900);
		network.up = true;
		page.connection.retryNow();
		await page.settled();
		expect(Object.keys(await durable(ctx, gallery.id)).length).toBe(900);
	});

	it('the same mark changed elsewhere is shown as both, and they choose', async () => {
		const { files, cleo, pick, gallery } = await pages.scene();
		const device = aDevice();
		const first = await pages.page(cleo.browser, files, device).joined();
		first.connection.set(pick(), 'maybe');
		first.connection.set(pick(1), 'maybe');
		await first.settled();
		first.connection.close();
		const offline = pages.page(cleo.browser, files, device, { up: false });
		void offline.connection.join();
		await offline.until(() => offline.state === 'away');
		offline.connection.set(pick(), 'yes');
		offline.connection.set(pick(1), 'yes');
		offline.connection.close();
		const phone = await pages.page(cleo.browser, files).joined();
		phone.connection.set(pick(), 'no');
		phone.connection.set(pick(1), 'no');
		await phone.settled();
		const back = await pages.page(cleo.browser, files, device).joined();
		await back.until(() => back.conflicts.length === 2);
		expect(back.conflicts.map(({ mark, theirs }) => [mark.value, theirs])).toEqual([
			['yes', 'no'],
			['yes', 'no']
		]);
		expect(back.entries.get(`${back.participantId} ${pick()}`)).toBe('no');
		for (const [i, conflict] of [...back.conflicts].entries()) back.connection.choose(conflict, i === 0);
		await back.settled();
		const mine = await durable(pages.live.ctx, gallery.id);
		expect([mine[`${back.participantId} ${pick()}`], mine[`${back.participantId} ${pick(1)}`]]).toEqual([
			'yes',
			'no'
		]);
	});
});
