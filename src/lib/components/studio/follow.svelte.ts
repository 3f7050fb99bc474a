import { io } from 'socket.io-client';
import { refreshAll } from '$app/navigation';
import type { AnnouncementEvent } from '#lib/realtime/announcements.ts';

/**
 * Loads the page's data anew when the studio hears of one of these events: in this gallery, or anywhere (null).
 * Several within a moment are one load.
 */
export function followStudio(galleryId: () => string | null, events: AnnouncementEvent[]) {
	$effect(() => {
		const id = galleryId();
		const socket = io({ transports: ['websocket'], query: { as: 'studio', ...(id ? { gallery: id } : {}) } });
		let timer: ReturnType<typeof setTimeout> | undefined;
		const soon = () => {
			clearTimeout(timer);
			timer = setTimeout(() => void refreshAll(), SOON_MS);
		};
		for (const event of events) socket.on(event, soon);
		// what was announced while we were away is fetched
		socket.io.on('reconnect', soon);
		return () => {
			clearTimeout(timer);
			socket.disconnect();
		};
	});
}

const SOON_MS = 120;
