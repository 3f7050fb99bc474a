import * as Y from 'yjs';
import { version } from '#lib/server/db/schema.ts';
import type { Decoders } from '#lib/server/media/decoders.ts';
import { makeRegistry } from '#lib/server/jobs/registry.ts';
import { runDueJobs } from '#lib/server/jobs/runner.ts';
import { aClient, aGallery, ann } from '#tests/support/cast/cast.ts';
import { memberBrowser } from '#tests/support/app/front.ts';
import { browserOf, seatOf } from '#tests/support/realtime/live.ts';
import { picture } from '#tests/support/media/pictures.ts';
import type { Cast, Person } from './journey.ts';
import { newFolder, openWorld } from './world.ts';

export const START = Date.UTC(2026, 4, 1, 10);

export type Base = { dir: string; cast: () => Cast };

/** A studio with a retouch gallery, two proofs and two people in it: where every life of the suite begins. */
export async function makeBase(smtp: { url: string }, decoders: Decoders): Promise<Base> {
	const dir = newFolder();
	const world = await openWorld(dir, smtp, START);
	const { ctx } = world;
	const photographer = await ann(ctx);
	const gallery = await aGallery(ctx, { preset: 'retouch', graceSeconds: 120 });
	const as = await memberBrowser(ctx, photographer);
	const pictures = await Promise.all(
		Array.from({ length: 6 }, (_, n) => picture({ seed: n < 4 ? n : n - 4, width: n < 4 ? 300 : 360 }))
	);
	for (const n of [0, 1]) {
		const path = `/api/v1/galleries/${gallery.id}/files/PROOF_${n}.jpg`;
		await world.fetch(path, { method: 'PUT', as, body: new Uint8Array(pictures[n] ?? []) });
	}
	await runDueJobs(ctx, makeRegistry(decoders));
	const proofs = (await ctx.db.read.select().from(version).all()).flatMap(({ fileId }) => fileId ?? []);
	const [cleo, ben] = [await seated(world.ctx, gallery.id, 'cleo'), await seated(ctx, gallery.id, 'ben')];
	await world.end();
	const fresh = (person: typeof cleo): Person => ({ ...person, doc: new Y.Doc() });
	const cast = () => ({
		...{ galleryId: gallery.id, as, ann: photographer, proofs, pictures, decoders, uploadUrl: '' },
		cleo: fresh(cleo),
		ben: fresh(ben)
	});
	return { dir, cast };
}

async function seated(ctx: Parameters<typeof aClient>[0], galleryId: string, name: string) {
	const actor = await aClient(ctx, galleryId, name);
	const browser = await browserOf(ctx, galleryId, actor.participantId);
	return { actor, browser, seat: await seatOf(ctx, browser) };
}
