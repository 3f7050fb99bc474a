import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aClient, aFile, aGallery, ann } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { ensureMemberParticipant } from '../access/index.ts';
import * as rows from '../db/schema.ts';
import { parseMarkKey } from '#lib/domain/marks/keys.ts';
import { projectChanges } from './project.ts';
import { commentsOf, openInstructions, selectionResult } from './queries.ts';
import { statementsOf } from './statements.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

/** Marks as a commit would leave them. */
async function marked(galleryId: string, book: string, entries: Record<string, unknown>) {
	const { ctx } = test;
	const changes = Object.entries(entries).map(([key, value]) => ({ key, value }));
	await ctx.db.transaction((tx) =>
		projectChanges(statementsOf(tx), { galleryId, book, now: ctx.clock.now() }, changes)
	);
}

async function aShoot() {
	const { ctx } = test;
	const gallery = await aGallery(ctx);
	const [a, b, c] = [
		await aFile(ctx, gallery.id, { name: 'B.jpg' }),
		await aFile(ctx, gallery.id, { name: 'A.jpg' }),
		await aFile(ctx, gallery.id, { name: 'C.jpg', deletedAt: 1 })
	];
	const [cleo, ben] = [await aClient(ctx, gallery.id, 'cleo'), await aClient(ctx, gallery.id, 'ben')];
	const pick = (fileId: string) => `pick:${gallery.selectionId}:${fileId}`;
	return { ctx, gallery, a, b, c, cleo, ben, pick };
}

const result = (gallery: { id: string; selectionId: string }) =>
	selectionResult(test.ctx.db.read, gallery.id, gallery.selectionId, test.clock.now());

describe('the result of a selection', () => {
	it('counts everybody’s picks by the domain’s rule, in gallery order, without deleted pictures', async () => {
		const { gallery, a, b, c, cleo, ben, pick } = await aShoot();
		await marked(gallery.id, cleo.participantId, {
			[pick(a.id)]: 'yes',
			[pick(b.id)]: 'yes',
			[pick(c.id)]: 'yes',
			[`stars:${a.id}`]: 4
		});
		await marked(gallery.id, ben.participantId, { [pick(a.id)]: 'no', [`stars:${a.id}`]: 2 });
		expect(await result(gallery)).toMatchObject({
			count: 1,
			files: [
				{ fileId: b.id, in: true, weDisagree: false, stars: 0, picks: [{ name: 'cleo', pick: 'yes' }] },
				{
					fileId: a.id,
					in: false,
					weDisagree: true,
					stars: 4,
					picks: [{ name: 'cleo' }, { name: 'ben', pick: 'no' }]
				}
			]
		});
	});

	it('lets the studio’s verdict rule, and leaves out whom the studio set aside', async () => {
		const { ctx, gallery, a, b, cleo, ben, pick } = await aShoot();
		const member = await ann(ctx);
		const { id } = await ctx.db.transaction((tx) => ensureMemberParticipant(tx, ctx, member, gallery.id));
		await marked(gallery.id, cleo.participantId, { [pick(a.id)]: 'yes', [pick(b.id)]: 'yes' });
		await marked(gallery.id, ben.participantId, { [pick(a.id)]: 'no' });
		await marked(gallery.id, id, { [`verdict:${gallery.selectionId}:${b.id}`]: 'out' });
		await ctx.db.transaction(
			async (tx) =>
				void (await tx
					.update(rows.participant)
					.set({ setAsideAt: 1 })
					.where(eq(rows.participant.id, ben.participantId))
					.run())
		);
		expect((await result(gallery)).files.map(({ fileId, in: isIn }) => [fileId, isIn])).toEqual([
			[b.id, false],
			[a.id, true]
		]);
	});

	it('counts the marks of somebody who lost access since', async () => {
		const { ctx, gallery, a, cleo, pick } = await aShoot();
		await marked(gallery.id, cleo.participantId, { [pick(a.id)]: 'yes' });
		await ctx.db.transaction(async (tx) => void (await tx.delete(rows.accessRow).run()));
		expect((await result(gallery)).count).toBe(1);
	});

	it('is not found elsewhere', async () => {
		const { ctx, gallery } = await aShoot();
		const other = await aGallery(ctx);
		await expect(() => selectionResult(ctx.db.read, other.id, gallery.selectionId, 0)).rejects.toThrow(
			expect.objectContaining({ fault: 'not-found' })
		);
	});
});

describe('comments', () => {
	it('are listed with times, and whether they are resolved; the studio’s own for the studio only', async () => {
		const { ctx, gallery, a, cleo, ben } = await aShoot();
		const say = (who: string, name: string, text: string) => ({
			[`comment:${who}.${name}`]: { file: a.id, version: 1, text, ...(name === 'two' && { time: 64.2 }) }
		});
		await marked(gallery.id, cleo.participantId, say(cleo.participantId, 'one', 'Warmer'));
		const first = test.clock.now();
		test.clock.forward(1000);
		await marked(gallery.id, ben.participantId, say(ben.participantId, 'two', 'Cooler'));
		await marked(gallery.id, `studio:${ben.participantId}`, say(ben.participantId, 'three', 'Neither'));
		test.clock.forward(1000);
		await marked(gallery.id, ben.participantId, { [`resolve:${cleo.participantId}.one`]: true });
		const open = await commentsOf(ctx.db.read, gallery.id, { studio: false });
		expect(open).toMatchObject([
			{ text: 'Warmer', by: 'cleo', at: first, resolvedAt: test.clock.now(), studioOnly: false },
			{ text: 'Cooler', by: 'ben', resolvedAt: null }
		]);
		expect(open.length).toBe(2);
		expect((await commentsOf(ctx.db.read, gallery.id, { studio: true })).length).toBe(3);
		expect(await openInstructions(ctx.db.read, [a.id, 'unknown'])).toEqual(
			new Map([
				[a.id, [{ text: '1:04 Cooler', by: 'ben', commentId: `${ben.participantId}.two` }]],
				['unknown', []]
			])
		);
	});
});

describe('the projection', () => {
	it('holds the living entries only, each with the kind and places of its key', async () => {
		const { ctx, gallery, a, cleo, pick } = await aShoot();
		await marked(gallery.id, cleo.participantId, {
			[pick(a.id)]: 'yes',
			[`label:${a.id}`]: 'red',
			[`done:${gallery.selectionId}`]: true
		});
		await marked(gallery.id, cleo.participantId, { [pick(a.id)]: 'maybe', [`label:${a.id}`]: undefined });
		const kept = await ctx.db.read.select().from(rows.mark).orderBy(rows.mark.key).all();
		expect(
			kept.map(({ key, kind, value, selectionId, fileId }) => ({ key, kind, value, selectionId, fileId }))
		).toEqual([
			{
				key: `done:${gallery.selectionId}`,
				kind: 'done',
				value: true,
				selectionId: gallery.selectionId,
				fileId: null
			},
			{ key: pick(a.id), kind: 'pick', value: 'maybe', selectionId: gallery.selectionId, fileId: a.id }
		]);
		for (const { key, kind } of kept) expect(parseMarkKey(key)?.kind).toBe(kind);
	});
});
