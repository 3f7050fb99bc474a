import { keptName } from './kept-pages.ts';
import { isCopyOf } from './replica-name.ts';
import { browserShelf } from './offline-store.ts';

/** Nothing of a gallery stays on this device; only marks that could not be sent do, which are the person's own. */
export async function forgetGallery(galleryId: string): Promise<void> {
	await caches.delete(keptName(galleryId));
	const databases = await indexedDB.databases();
	const copies = databases.flatMap(({ name }) => (name && isCopyOf(name, galleryId) ? [name] : []));
	await Promise.all(copies.map(erased));
	await browserShelf().forgetSeat(galleryId);
}

const erased = (name: string) =>
	new Promise<void>((resolve) => {
		const request = indexedDB.deleteDatabase(name);
		request.onsuccess = request.onerror = () => resolve();
	});
