import { describe, expect, it } from 'vitest';
import { durable } from '#tests/support/realtime/live.ts';
import { aDevice, pagesForEach, type Pages } from '#tests/support/realtime/room-pages.ts';

let pages: Pages;
pagesForEach((made) => void (pages = made));

describe('a page', () => {
	it('shows its own marks at once, and the others’ as they come', async () => {
		const { gallery, files, cleo, ben, pick } = await pages.scene();
		const c = await pages.page(cleo.browser, files).joined();
		const b = await pages.page(ben.browser, files).joined();
		expect(c.connection.set(pick(), 'yes')).toBeNull();
		expect([c.entries.get(`${c.participantId} ${pick()}`), c.waiting]).toEqual(['yes', 1]);
		await b.until(() => b.entries.get(`${c.participantId} ${pick()}`) === 'yes');
		await c.settled();
		expect(await durable(pages.live.ctx, gallery.id)).toEqual({ [`${c.participantId} ${pick()}`]: 'yes' });
		c.connection.say({ looking: files()[0]?.id ?? null });
		await b.until(() => b.here.has('cleo'));
	});

	it('settles what changes nothing, and what is changed again before its acknowledgement', async () => {
		const { files, cleo, pick } = await pages.scene();
		const c = await pages.page(cleo.browser, files).joined();
		c.connection.set(pick(1), undefined);
		await c.settled();
		c.connection.set(pick(), 'yes');
		await Promise.resolve();
		c.connection.set(pick(), 'no');
		await c.settled();
		expect(await durable(pages.live.ctx, cleo.browser.galleryId)).toEqual({
			[`${c.participantId} ${pick()}`]: 'no'
		});
	});

	it('keeps a mark that is made while the document of its seat is still on its way', async () => {
		const { files, cleo, gallery, pick } = await pages.scene();
		const c = pages.page(cleo.browser, files);
		const answers: unknown[] = [];
		c.onseat = () => void (answers.length || answers.push(c.connection.set(pick(), 'yes')));
		await c.joined();
		await c.settled();
		expect(answers).toEqual([null]);
		expect(c.entries.get(`${c.participantId} ${pick()}`)).toBe('yes');
		expect(await durable(pages.live.ctx, gallery.id)).toEqual({ [`${c.participantId} ${pick()}`]: 'yes' });
	});

	it('refuses at once what the gate would refuse', async () => {
		const { files, cleo, gallery } = await pages.scene();
		const c = await pages.page(cleo.browser, files).joined();
		expect(c.connection.set(`verdict:${gallery.selectionId}:${files()[0]?.id}`, 'in')).toBe('no-right');
		expect(c.connection.set('stars:nosuch', 5)).toBe('no-file');
		expect(c.waiting).toBe(0);
	});

	it('finds its marks again after the server was restarted, and those made meanwhile', async () => {
		const { files, cleo, ben, pick, gallery } = await pages.scene();
		const network = { up: true };
		const c = await pages.page(cleo.browser, files, aDevice(), network).joined();
		const b = await pages.page(ben.browser, files, aDevice(), network).joined();
		c.connection.set(pick(), 'yes');
		await c.settled();
		network.up = false;
		await pages.live.restart();
		await c.until(() => c.state === 'away');
		c.connection.set(pick(1), 'maybe');
		network.up = true;
		await c.settled();
		await b.until(() => b.entries.get(`${c.participantId} ${pick(1)}`) === 'maybe');
		expect(Object.values(await durable(pages.live.ctx, gallery.id)).sort()).toEqual(['maybe', 'yes']);
	});
});
