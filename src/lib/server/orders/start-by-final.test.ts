import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeContext, type TestContext } from '../../../../tests/support/context.ts';
import { aShoot, incoming, order } from '../../../../tests/support/orders.ts';
import { changeItems, readOrder, reconsiderItems } from './index.ts';

let test: TestContext;
beforeEach(() => void (test = makeContext()));
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

	it('is not pressed by a final that came before its picture was added', async () => {
		const { ctx } = test;
		const { ann, cleo, fileIds } = await aShoot(ctx, 2);
		const id = await order(ctx, cleo, fileIds.slice(0, 1));
		test.clock.forward(1000);
		await incoming(ctx, fileIds[1] ?? '');
		test.clock.forward(1000);
		await changeItems(ctx, cleo, id, { add: fileIds.slice(1), remove: [] });
		await ctx.db.transaction((tx) => reconsiderItems(tx, ctx, fileIds, 'uploads'));
		expect((await readOrder(ctx, ann, id)).startedAt).toBeUndefined();
	});
});
