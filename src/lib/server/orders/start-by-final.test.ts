import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aShoot, incoming, order } from '#tests/support/cast/orders.ts';
import { UploadOptions } from '#lib/contract/file-inputs.ts';
import { placeUpload } from '../files/index.ts';
import { SYSTEM } from '../events/index.ts';
import { recheckOrdersOn } from './follow-files.ts';
import { changeItems, readOrder } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

describe('Start', () => {
	it('is pressed by the first final on its way, not by an older version', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 1);
		await incoming(ctx, fileIds[0] ?? '', {
			createdAt: test.clock.now() - 1,
			wantedState: null,
			status: 'failed'
		});
		const id = await order(ctx, cleo, fileIds);
		expect((await readOrder(ctx, ann, id)).startedAt).toBeUndefined();
		test.clock.forward(1000);
		await incoming(ctx, fileIds[0] ?? '');
		expect((await readOrder(ctx, ann, id)).startedAt).toBeDefined();
	});

	it('is pressed by a final whose bytes are there already, and the client hears of it', async () => {
		const { ctx } = test;
		const { ann, gallery, cleo, files, fileIds } = await aShoot(ctx, 1);
		const id = await order(ctx, cleo, fileIds);
		const sha256 = files[0]?.id ?? '';
		const intent = {
			...v.parse(UploadOptions, {}),
			galleryId: gallery.id,
			name: 'DSC_0001.jpg',
			orderId: id
		};
		const bytes = { id: ctx.ids.next(), sha256, crc32: 0, bytes: 1000, kind: 'jpeg' as const };
		const from = await ctx.hub.last();
		const { outcome } = await ctx.db.transaction((tx) => placeUpload(tx, ctx, ann, gallery, intent, bytes));
		expect(outcome).toBe('unchanged');
		expect((await readOrder(ctx, ann, id)).startedAt).toBeDefined();
		const taking = changeItems(ctx, cleo, id, { add: [], remove: fileIds });
		await expect(taking).rejects.toMatchObject({ fault: 'conflict' });
		const heard = (await ctx.hub.since(from)).filter(({ room }) => room.startsWith('participant:'));
		expect(heard).toMatchObject([{ event: 'order.changed', payload: { word: 'in-work' } }]);
	});

	it('is not pressed by a final that came before its picture was added', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds.slice(0, 1));
		test.clock.forward(1000);
		await incoming(ctx, fileIds[1] ?? '');
		test.clock.forward(1000);
		await changeItems(ctx, cleo, id, { add: fileIds.slice(1), remove: [] });
		await ctx.db.transaction((tx) =>
			recheckOrdersOn(tx, ctx, { galleryId: null, by: SYSTEM, fileIds }, 'uploads')
		);
		expect((await readOrder(ctx, ann, id)).startedAt).toBeUndefined();
	});
});
