import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { aClient, aGallery, owner } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { dayIn, endOfDayIn, zoneHere } from '#lib/domain/days.ts';
import { openForClient } from '../galleries/index.ts';
import { studioFrame } from './frame.ts';
import { offerZone, renameStudio, RenameStudio } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const called = (timeZone: string) => ({ name: 'Dust', replyTo: '', timeZone });

describe('the zone of the studio', () => {
	it('is the server’s, then that of the first browser, then what the owner says', async () => {
		const { ctx } = test;
		const boss = await owner(ctx);
		const zone = async () => (await studioFrame(ctx, boss)).timeZone;
		expect(await zone()).toBe(zoneHere());
		for (const nothing of [null, '', 'Nowhere/At all', '+02:00', 5]) await offerZone(ctx, nothing);
		expect(await zone()).toBe(zoneHere());
		await offerZone(ctx, 'America/Los_Angeles');
		await offerZone(ctx, 'Asia/Tokyo');
		expect(await zone()).toBe('America/Los_Angeles');
		await renameStudio(ctx, boss, v.parse(RenameStudio, called('Asia/Kolkata')));
		expect(await zone()).toBe('Asia/Kolkata');
		await renameStudio(ctx, boss, v.parse(RenameStudio, { name: 'Dust', replyTo: '' }));
		expect(await zone()).toBe('Asia/Kolkata');
	});

	it('is refused in words where it is none', () => {
		const read = v.safeParse(RenameStudio, called('Berlin'));
		expect(read.issues?.map(({ message }) => message)).toEqual(['faults:field.timeZone']);
	});

	it('gives clients the day that the studio set, wherever they read it', async () => {
		const { ctx } = test;
		await owner(ctx);
		await offerZone(ctx, 'America/Los_Angeles');
		const { id } = await aGallery(ctx);
		const { studio } = await openForClient(ctx, await aClient(ctx, id), id);
		const end = endOfDayIn('America/Los_Angeles', '2026-12-04') ?? 0;
		expect(dayIn(studio.timeZone, end)).toBe('2026-12-04');
		// the same moment by the reader's own clock would be another day
		expect(dayIn('Asia/Tokyo', end)).toBe('2026-12-05');
	});
});
