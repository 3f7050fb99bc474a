import type { AnnouncementEvent } from '#lib/contract/announcements.ts';
import type { Handshake } from '#lib/realtime/events.ts';
import { refetchOn } from './listen.ts';
import { refresh } from './refresh.ts';

/**
 * Reloads the page's data when one of these events is announced, in one gallery or anywhere (null), and whenever
 * the page is connected, since what was announced before was missed.
 */
export function follow(
	as: Handshake['as'],
	galleryId: () => string | null,
	events: readonly AnnouncementEvent[]
) {
	// every load hands the page new data: only another gallery is a reason to listen again
	const gallery = $derived(galleryId());
	$effect(() => refetchOn({ gallery, as }, events, refresh));
}
