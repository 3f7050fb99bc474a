import type { Actor } from '#lib/domain/access/actor.ts';
import type { Fault } from '#lib/domain/fault.ts';
import type { Context } from '#lib/server/context.ts';
import { aClient, aGallery, aGuest, anOrderIn, aRow, LOOKS, ray } from './cast.ts';

export type WrongActor = { who: string; actor: Actor; fault: Fault };

/**
 * Everybody who must not do a photographer's work in a gallery, and what each is told: who cannot see it does not
 * learn that it exists. Gives the gallery an Anybody row, a client and an order.
 */
export async function wrongActors(ctx: Context, galleryId: string): Promise<WrongActor[]> {
	const elsewhere = await aGallery(ctx, { title: 'Elsewhere' });
	await aRow(ctx, galleryId, 'anybody', LOOKS);
	const dan = await aClient(ctx, elsewhere.id, 'dan');
	const early = await ray(ctx);
	const actors: WrongActor[] = [
		{ who: 'dan, a client of another gallery', actor: dan, fault: 'not-found' },
		{ who: 'dan, claiming this gallery', actor: { ...dan, galleryId }, fault: 'not-found' },
		{ who: 'gus, a guest', actor: await aGuest(ctx, galleryId), fault: 'forbidden' },
		{ who: 'cleo, its client', actor: await aClient(ctx, galleryId, 'cleo'), fault: 'forbidden' },
		{ who: 'the holder of a link', actor: aLink(galleryId), fault: 'not-found' },
		{
			who: 'a member of another studio',
			actor: { ...early, role: 'owner', studioId: 'another' },
			fault: 'not-found'
		}
	];
	await anOrderIn(ctx, galleryId);
	return [...actors, { who: 'ray, its retoucher', actor: early, fault: 'forbidden' }];
}

const aLink = (id: string): Actor => ({
	kind: 'link',
	linkId: id,
	deliveryId: id,
	email: 'cleo@client.test'
});
