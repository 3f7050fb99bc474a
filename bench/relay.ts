// The floor of live marks: every frame to everybody else of the room and an answer, nothing read, nothing kept.
import { createServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { MESSAGE, SYNC } from '#lib/realtime/frames.ts';
import { serveAlone } from './measured.ts';

const server = createServer();
const rooms = new Map<string, Set<WebSocket>>();
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (from, req) => {
	const name = req.url?.split('?')[0] ?? '';
	const room = rooms.get(name) ?? new Set();
	rooms.set(name, room.add(from));
	from.on('close', () => room.delete(from));
	from.on('message', (data: Buffer) => {
		if (data[1] === SYNC.step2) return;
		for (const to of room) if (to !== from) to.send(data);
		from.send(Uint8Array.of(MESSAGE.ack));
	});
});
serveAlone(server);
