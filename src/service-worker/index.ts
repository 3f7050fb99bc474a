import { self } from '$app/service-worker';
import { forgetGallery } from '#lib/client/offline/forget-gallery.ts';
import { endsKeeping, keptName, keptOf, type Kept } from '#lib/client/offline/kept-pages.ts';

// Answers for the server where there is no network; decides nothing about access. The page itself says what to keep
// (client/offline/keep-page.ts): here only what passes is put beside it.

self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
	const { request } = event;
	const kept = request.method === 'GET' ? keptOf(new URL(request.url), self.location.origin) : null;
	if (!kept || (kept.kind === 'page') !== (request.mode === 'navigate')) return;
	event.respondWith(isFixed(kept) ? fromHere(event, kept) : fromThere(event, kept));
});

/** Addresses whose bytes never change. */
const isFixed = ({ kind }: Kept) => kind === 'preview' || kind === 'shell';

async function fromHere(event: FetchEvent, kept: Kept): Promise<Response> {
	const found = await find(event.request, kept);
	return found ?? fromThere(event, kept);
}

async function fromThere(event: FetchEvent, kept: Kept): Promise<Response> {
	try {
		const response = await fetch(event.request);
		event.waitUntil(remember(event.request, response.clone(), kept));
		return response;
	} catch (noNetwork) {
		const found = await find(event.request, kept);
		if (found) return found;
		throw noNetwork;
	}
}

const find = (request: Request, { galleryId }: Kept) =>
	caches.match(request.url, {
		ignoreVary: true,
		...(galleryId === null ? {} : { cacheName: keptName(galleryId) })
	});

async function remember({ url }: Request, response: Response, { kind, galleryId }: Kept) {
	if (galleryId === null) return;
	if (response.status === 200 && response.type === 'basic') {
		// a picture belongs to a page that is kept; none, after it was forgotten
		if (kind !== 'page' && !(await caches.has(keptName(galleryId)))) return;
		await (await caches.open(keptName(galleryId))).put(url, response);
	} else if (kind !== 'preview' && endsKeeping(response.status)) await forgetGallery(galleryId);
}
