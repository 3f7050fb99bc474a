import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import type { Scene, Who } from './scene.ts';

/** What a handshake answers: let in, the code it closes with, or the status that refuses the upgrade. */
export type Heard = 'in' | number | 'refused';

type Knock = { who: Who; origin?: string; studio?: boolean; marks: Heard; announcements: Heard };

/** Who may hear a gallery, by its two sockets. */
export const KNOCKS: Knock[] = [
	{ who: 'nobody', marks: 4401, announcements: 'refused' },
	// Anybody may look here: they are a guest without a name by now, and have no seat
	{ who: 'stranger', marks: 4409, announcements: 'in' },
	{ who: 'guest', marks: 'in', announcements: 'in' },
	{ who: 'client', marks: 'in', announcements: 'in' },
	{ who: 'client', studio: true, marks: 4401, announcements: 'refused' },
	{ who: 'client', origin: 'https://evil.test', marks: 403, announcements: 'refused' },
	{ who: 'retoucher', studio: true, marks: 'in', announcements: 'in' },
	{ who: 'retoucher', marks: 4401, announcements: 'refused' },
	{ who: 'photographer', studio: true, marks: 'in', announcements: 'in' },
	{ who: 'photographer', studio: true, origin: 'null', marks: 403, announcements: 'refused' },
	{ who: 'token', studio: true, marks: 403, announcements: 'refused' }
];

const headersOf = (scene: Scene, { who, origin }: Knock) => ({
	...scene.headers[who],
	...(origin ? { origin } : {})
});

/** Takes a seat where that is allowed, and knocks with it; else with one that was never given out. */
export async function marksSocket(scene: Scene, knock: Knock): Promise<Heard> {
	const { ORIGIN } = scene.ctx.env;
	const as = knock.studio ? '&as=studio' : '';
	const taken = await fetch(`${ORIGIN}/g/${scene.gallery.id}/seat?${as}`, {
		method: 'POST',
		headers: scene.headers[knock.who]
	});
	const { clientId = 1 } = taken.ok ? await taken.json() : {};
	const query = `seat=${clientId}&epoch=${scene.gallery.epoch}${as}`;
	const url = `${ORIGIN.replace('http', 'ws')}/sync/${scene.gallery.id}?${query}`;
	const socket = new WebSocket(url, { headers: headersOf(scene, knock) });
	try {
		return await new Promise<Heard>((resolve) => {
			socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
			socket.on('close', resolve);
			socket.on('message', () => resolve('in'));
			socket.on('error', () => undefined);
		});
	} finally {
		socket.terminate();
	}
}

export async function announcementsSocket(scene: Scene, knock: Knock): Promise<Heard> {
	const socket = io(scene.ctx.env.ORIGIN, {
		transports: ['websocket'],
		reconnection: false,
		forceNew: true,
		extraHeaders: headersOf(scene, knock),
		query: { gallery: scene.gallery.id, as: knock.studio ? 'studio' : 'client' }
	});
	try {
		return await new Promise<Heard>((resolve) => {
			socket.on('connect', () => resolve('in'));
			socket.on('connect_error', () => resolve('refused'));
		});
	} finally {
		socket.disconnect();
	}
}
