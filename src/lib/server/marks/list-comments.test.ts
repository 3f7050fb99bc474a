import { afterEach, beforeEach, expect, it } from 'vitest';
import { aClient, aFile, aGallery, ann, ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { listComments } from './list-comments.ts';
import { projectChanges } from './project.ts';
import { statementsOf } from './statements.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

it('tells comments as the contract promises them, and nothing else of them', async () => {
	const { ctx } = test;
	const { id: galleryId } = await aGallery(ctx);
	const { id: file } = await aFile(ctx, galleryId);
	const cleo = (await aClient(ctx, galleryId, 'cleo')).participantId;
	const write = (book: string, entries: Record<string, unknown>) =>
		ctx.db.transaction((tx) =>
			projectChanges(
				statementsOf(tx),
				{ galleryId, book, now: ctx.clock.now() },
				Object.entries(entries).map(([key, value]) => ({ key, value }))
			)
		);
	const drawing = [{ rectangle: [0.1, 0.1, 0.2, 0.2] }];
	await write(cleo, { [`comment:${cleo}.one`]: { file, version: 1, text: 'Warmer', drawing } });
	test.clock.forward(1000);
	await write(`studio:${cleo}`, {
		[`comment:${cleo}.two`]: { file, version: 1, text: 'No', replyTo: `${cleo}.one`, time: 2 }
	});
	test.clock.forward(1000);
	await write(cleo, { [`resolve:${cleo}.one`]: true });
	const plain = { fileId: file, version: 1, by: 'cleo' };
	expect(await listComments(ctx, await ann(ctx), galleryId)).toEqual([
		{
			...plain,
			id: `${cleo}.one`,
			at: '2026-05-01T10:00:00.000Z',
			text: 'Warmer',
			drawing,
			resolvedAt: '2026-05-01T10:00:02.000Z'
		},
		{
			...plain,
			id: `${cleo}.two`,
			at: '2026-05-01T10:00:01.000Z',
			text: 'No',
			replyTo: `${cleo}.one`,
			time: 2,
			studioOnly: true
		}
	]);
	await expect(listComments(ctx, await ray(ctx), galleryId)).rejects.toMatchObject({ fault: 'not-found' });
});
