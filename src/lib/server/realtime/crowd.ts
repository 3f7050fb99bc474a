import type { Duplex } from 'node:stream';
import { LIMITS } from '#lib/realtime/limits.ts';

/** Connections that are open at once, by browser session and by network; one counts until its TCP connection is closed. */
export class Crowd {
	private readonly open = new Map<string, number>();

	/** Counts this connection for as long as it lives; false, and not counted, where there are too many already. */
	enter(socket: Duplex, sessionIds: string[], network: string): boolean {
		const sessions = sessionIds.map((id) => `session ${id}`);
		const all = [...sessions, `network ${network}`];
		const isFull =
			sessions.some((key) => this.count(key) >= LIMITS.socketsPerSession) ||
			this.count(`network ${network}`) >= LIMITS.socketsPerNetwork;
		if (isFull || socket.destroyed) return false;
		for (const key of all) this.open.set(key, this.count(key) + 1);
		socket.once('close', () => all.forEach((key) => this.leave(key)));
		return true;
	}

	private count = (key: string) => this.open.get(key) ?? 0;

	private leave(key: string) {
		const left = this.count(key) - 1;
		if (left > 0) this.open.set(key, left);
		else this.open.delete(key);
	}
}
