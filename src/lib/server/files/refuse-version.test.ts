import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { ray } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { allOf, aShoot, incoming } from '#tests/support/cast/orders.ts';
import { refuseVersion } from './accept-version.ts';

let test: TestContext;
let shoot: Awaited<ReturnType<typeof aShoot>>;
let fileId: string;
beforeEach(async () => {
	test = await makeContext();
	shoot = await aShoot(test.ctx, 1);
	fileId = shoot.fileIds[0] ?? '';
});
afterEach(() => test.close());

const askedBy = ({ memberId }: MemberActor) =>
	incoming(test.ctx, fileId, { status: 'asks', asks: 'ok', uploadedBy: memberId });

it('sends the note to whoever uploaded the final', async () => {
	const actor = await ray(test.ctx);
	await askedBy(actor);
	await refuseVersion(test.ctx, shoot.ann, fileId, { version: 2, note: 'less red' });
	expect(await allOf(test.ctx, 'mail')).toMatchObject([
		{
			template: 'final-refused',
			to: actor.email,
			galleryId: shoot.gallery.id,
			facts: { fileId, version: 2, note: 'less red' }
		}
	]);
});

it('sends nothing to a photographer who sends their own back', async () => {
	await askedBy(shoot.ann);
	await refuseVersion(test.ctx, shoot.ann, fileId, { version: 2, note: '' });
	expect(await allOf(test.ctx, 'mail')).toEqual([]);
});
