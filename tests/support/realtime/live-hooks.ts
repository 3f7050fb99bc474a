import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { aFile, aGallery } from '#tests/support/cast/cast.ts';
import { aSeated, startLive, type Browser, type Live } from './live.ts';
import { aScene, type Scene } from './room-scene.ts';

/** Somebody without a cookie. */
export const NOBODY: Browser = { cookie: '', sessionId: '', galleryId: '', member: null };

/** Hooks: one server for all tests of a file. */
export function liveForAll(begin: (live: Live) => void) {
	let live: Live;
	beforeAll(async () => begin((live = await startLive())));
	afterAll(() => live.stop());
}

/** Hooks: a server of its own for each test. */
export function liveForEach(begin: (live: Live) => void) {
	let live: Live;
	beforeEach(async () => begin((live = await startLive())));
	afterEach(() => live.stop());
}

/** Hooks: Cleo and Ben in a gallery of their own for each test, on one server for all. */
export function sceneForEach(begin: (live: Live, scene: Scene) => void) {
	let live: Live;
	let scene: Scene;
	liveForAll((made) => void (live = made));
	beforeEach(async () => begin(live, (scene = await aScene(live))));
	afterEach(async () => void (await Promise.all(scene.peers.map((peer) => peer.leave()))));
}

/** A gallery with a picture, and a client in it with a browser and a seat. */
export async function aRoom({ ctx }: Live, name = 'cleo') {
	const gallery = await aGallery(ctx);
	const file = await aFile(ctx, gallery.id);
	return { gallery, file, ...(await aSeated(ctx, gallery.id, name)) };
}
