import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import type { Found } from './trace.ts';
import type { Person, World } from './world.ts';

/** Everything that a person's sockets hear: marks and announcements, searched frame by frame. */
export async function listen(world: World, who: Person) {
	const { app, traces } = world;
	const gallery = who.galleryId ?? world.retouch.id;
	const as = who.kind === 'member' ? 'studio' : 'client';
	const heard: Found[] = [];
	let frames = 0;
	const hear = (bytes: Buffer) => {
		frames++;
		heard.push(...traces.in(bytes));
	};
	const seat = await fetch(`${app.origin}/g/${gallery}/seat?as=${as}`, {
		method: 'POST',
		headers: who.headers
	});
	const { clientId = 1, epoch = 'x' } = seat.ok ? await seat.json() : {};
	const url = `${app.origin.replace('http', 'ws')}/sync/${gallery}?seat=${clientId}&epoch=${epoch}&as=${as}`;
	const marks = new WebSocket(url, { headers: who.headers });
	marks.on('message', (data: Buffer) => hear(data)).on('error', () => undefined);
	const news = io(app.origin, {
		transports: ['websocket'],
		reconnection: false,
		forceNew: true,
		extraHeaders: who.headers,
		query: { gallery, as }
	});
	news.onAny((...told) => hear(Buffer.from(JSON.stringify(told))));
	return {
		who,
		heard,
		frames: () => frames,
		/** Says something, right or wrong: sync step 1, or bytes of no meaning. */
		say: (bytes: Uint8Array) => {
			if (marks.readyState === marks.OPEN) marks.send(bytes);
		},
		close: () => {
			marks.terminate();
			news.disconnect();
		}
	};
}

export type Listener = Awaited<ReturnType<typeof listen>>;
