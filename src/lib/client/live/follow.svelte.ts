import type { AnnouncementEvent } from '#lib/contract/announcements.ts';
import type { Handshake } from '#lib/realtime/events.ts';
import { listenAnew } from './listen.ts';
import { refresh } from './refresh.ts';

/**
 * Loads the page's data anew when one of these events is announced, in one gallery or anywhere (null), and whenever
 * the page is connected, since what was announced before was missed.
 */
export function follow(
	as: Handshake['as'],
	galleryId: () => string | null,
	events: readonly AnnouncementEvent[]
) {
	// every load hands the page new data: only another gallery is a reason to listen anew
	const gallery = $derived(galleryId());
	$effect(() => listenAnew({ gallery, as }, events, refresh));
}
