import { io } from 'socket.io-client';
import { refreshAll } from '$app/navigation';

const SOON_MS = 120;

/** Loads the order anew when something about it, or a picture in its gallery, is announced. */
export function followOrder(galleryId: () => string) {
	$effect(() => {
		const socket = io({ transports: ['websocket'], auth: { gallery: galleryId(), as: 'client' } });
		let timer: ReturnType<typeof setTimeout> | undefined;
		const soon = () => {
			clearTimeout(timer);
			timer = setTimeout(() => void refreshAll(), SOON_MS);
		};
		for (const event of ['order.changed', 'delivery.sent', 'file.changed', 'file.removed', 'access.changed'])
			socket.on(event, soon);
		// what was announced while we were away is fetched
		socket.io.on('reconnect', soon);
		return () => {
			clearTimeout(timer);
			socket.disconnect();
		};
	});
}
