import { afterEach, beforeEach, expect, it } from 'vitest';
import { aClient, CHOOSES } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aShoot, final, order } from '#tests/support/cast/orders.ts';
import { deliverReady } from '../deliveries/index.ts';
import { openForClient } from '../galleries/index.ts';
import { askForChange } from './index.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

it('says to whoever sent and whoever receives how far it is, and to nobody else', async () => {
	const { ctx } = test;
	const { ann, gallery, cleo, fileIds } = await aShoot(ctx, 2);
	const ben = await aClient(ctx, gallery.id, 'ben', CHOOSES);
	const eve = await aClient(ctx, gallery.id, 'eve', CHOOSES);
	const sent = async (who: typeof cleo) => (await openForClient(ctx, who, gallery.id)).sent;
	const recipients = [{ participantId: ben.participantId }];
	const id = await order(ctx, cleo, fileIds, { recipients });
	expect(await sent(cleo)).toMatchObject([{ id, progress: { delivered: 0, of: 2 }, finals: null }]);
	expect(await sent(ben)).toMatchObject([{ id, finals: null }]);
	expect(await sent(eve)).toEqual([]);

	await final(ctx, fileIds[0] ?? '');
	await deliverReady(ctx, ann, id);
	expect(await sent(ben)).toMatchObject([{ progress: { delivered: 1, of: 2 }, finals: { count: 1 } }]);
	expect((await sent(ben))[0]?.finals?.href).toContain('/d/');
	expect(await sent(cleo)).toMatchObject([{ progress: { delivered: 1, of: 2 }, finals: null }]);

	await askForChange(ctx, cleo, id, { fileId: fileIds[0] ?? '', text: 'warmer' });
	expect((await sent(cleo))[0]?.progress).toEqual({ word: 'partly', delivered: 1, of: 2, changes: 1 });
	await final(ctx, fileIds[1] ?? '');
	await deliverReady(ctx, ann, id);
	expect((await sent(ben))[0]?.finals).toEqual({ count: 2, href: `/o/${id}` });
});
