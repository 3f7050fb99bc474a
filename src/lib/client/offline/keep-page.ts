import { dev } from '$app/env';
import { forgetGallery } from './forget-gallery.ts';
import { endsKeeping, keptName, keptOf } from './kept-pages.ts';

/** Most previews of one gallery: some hundred megabytes at worst; the oldest go. */
const PREVIEWS = 1_000;

/** The script that answers for us without network; only pages of galleries are its business. */
const WORKER = { url: '/service-worker.js', options: { scope: '/g/', type: 'module' } } as const;

/** Keeps this gallery's page on this device; called once it stands, so that it takes nothing from the pictures. */
export async function keepPage(galleryId: string): Promise<void> {
	// not on plain http beyond this machine, and not while the scripts change under us
	if (dev || !('serviceWorker' in navigator)) return;
	await navigator.serviceWorker.register(WORKER.url, WORKER.options);
	await navigator.serviceWorker.ready;
	const cache = await caches.open(keptName(galleryId));
	const known = new Set((await cache.keys()).map(({ url }) => url));
	const wanted = new Set(urlsOf(galleryId));
	const missing = [...wanted].filter((url) => !known.has(url));
	await Promise.all(missing.map((url) => add(cache, galleryId, url)));
	await tidy(cache, [...known], wanted);
}

/** The page, its list, and everything that it loaded; what is immutable comes from the browser's own cache. */
function urlsOf(galleryId: string): string[] {
	const { origin } = location;
	const loaded = [
		...performance.getEntriesByType('resource').map(({ name }) => name),
		...[...document.querySelectorAll<HTMLLinkElement>('link[href]')].map(({ href }) => href),
		...[...document.images].map(({ currentSrc }) => currentSrc)
	];
	const page = `${origin}/g/${galleryId}`;
	const mine = (url: string) => {
		const kept = URL.canParse(url) && keptOf(new URL(url), origin);
		return kept && (kept.kind === 'shell' || (kept.kind === 'preview' && kept.galleryId === galleryId));
	};
	return [page, `${page}/files`, ...loaded.filter(mine)];
}

async function add(cache: Cache, galleryId: string, url: string) {
	const response = await fetch(url).catch(() => undefined);
	if (response?.status === 200) await cache.put(url, response);
	else if (response && endsKeeping(response.status)) await forgetGallery(galleryId);
}

/** Scripts of an older version, and the oldest of too many previews. */
async function tidy(cache: Cache, known: readonly string[], wanted: ReadonlySet<string>) {
	const of = (kind: string) => known.filter((url) => keptOf(new URL(url), location.origin)?.kind === kind);
	const previews = of('preview');
	const gone = [
		...of('shell').filter((url) => !wanted.has(url)),
		...previews.slice(0, Math.max(0, previews.length - PREVIEWS))
	];
	await Promise.all(gone.map((url) => cache.delete(url)));
}
