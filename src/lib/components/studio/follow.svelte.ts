import { refreshAll } from '$app/navigation';
import { listenAnew } from '#lib/client/live.ts';
import type { AnnouncementEvent } from '#lib/realtime/announcements.ts';

/**
 * Loads the page's data anew when the studio hears of one of these events: in this gallery, or anywhere (null), and
 * whenever it is connected, since what was announced before was missed. Several within a moment are one load.
 */
export function followStudio(galleryId: () => string | null, events: AnnouncementEvent[]) {
	// every load hands the page new data: only another gallery is a reason to listen anew
	const gallery = $derived(galleryId());
	$effect(() => listenAnew({ gallery, as: 'studio' }, events, refreshAll));
}
