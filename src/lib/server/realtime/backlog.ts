import type { Server } from 'socket.io';
import { LIMITS } from '#lib/realtime/limits.ts';

type EngineSocket = Parameters<Parameters<Server['engine']['on']>[1]>[0];
type Packet = { data?: unknown };

/**
 * Ends an announcements socket for which more waits than `LIMITS.backlogBytes`: it does not read, and everything that is
 * announced would be kept for it. The browser connects again and asks for what it missed.
 */
export function boundBacklog(socket: EngineSocket) {
	let sending = 0;
	let queued = 0;
	socket.on('packetCreate', ({ data }: Packet) => {
		queued += sizeOf(data);
		if (sending + queued > LIMITS.backlogBytes) socket.request.socket.destroy();
	});
	// engine.io hands on what is queued when all that it handed on before is with the system
	socket.on('flush', () => {
		sending = queued;
		queued = 0;
	});
}

const sizeOf = (data: unknown) =>
	typeof data === 'string' || data instanceof Uint8Array ? Buffer.byteLength(data) : 0;
