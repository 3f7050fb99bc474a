import { isReplicaOf, keptName } from './kept-pages.ts';
import { deviceStore } from './offline-store.ts';

/** Nothing of a gallery stays on this device; only marks that could not be sent do, which are the person's own. */
export async function forgetGallery(galleryId: string): Promise<void> {
	await caches.delete(keptName(galleryId));
	const databases = await indexedDB.databases();
	const replicas = databases.flatMap(({ name }) => (name && isReplicaOf(name, galleryId) ? [name] : []));
	await Promise.all(replicas.map(erased));
	await deviceStore().forgetSeat(galleryId);
}

const erased = (name: string) =>
	new Promise<void>((resolve) => {
		const request = indexedDB.deleteDatabase(name);
		request.onsuccess = request.onerror = () => resolve();
	});
