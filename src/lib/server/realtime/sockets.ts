import { CLOSE } from '#lib/realtime/close-codes.ts';
import { LIMITS } from '#lib/realtime/limits.ts';
import { AccessChecks } from '../marks/index.ts';
import type { Context } from '../context.ts';
import type { SyncSocket } from './sync-socket.ts';

/** All marks sockets of this process; what access says is asked of SQL again whenever it may have changed. */
export class Sockets {
	private readonly ctx: Pick<Context, 'db' | 'clock'>;
	private readonly open = new Map<SyncSocket, string>();

	/** Raised whenever access is judged anew: who was let in on an older answer has to ask again. */
	judgements = 0;

	constructor(ctx: Pick<Context, 'db' | 'clock'>) {
		this.ctx = ctx;
	}

	/** Too many of one browser, or of one network. */
	isCrowded(sessionId: string, network: string): boolean {
		let ofSession = 0;
		let ofNetwork = 0;
		for (const [{ connection }, from] of this.open) {
			if (connection.sessionId === sessionId) ofSession++;
			if (from === network) ofNetwork++;
		}
		return ofSession >= LIMITS.socketsPerSession || ofNetwork >= LIMITS.socketsPerNetwork;
	}

	/** A seat has one socket: an older one is a connection that its page gave up, or a copy of the page. */
	add(socket: SyncSocket, network: string) {
		const { galleryId, clientId } = socket.connection;
		for (const { connection } of this.open.keys())
			if (connection.galleryId === galleryId && connection.clientId === clientId)
				connection.close(CLOSE.stale, 'opened again');
		this.open.set(socket, network);
	}

	remove(socket: SyncSocket) {
		this.open.delete(socket);
	}

	/** Judges the sockets of a gallery (or all) as if they came now, and closes those that would be answered differently. */
	async recheck(galleryId?: string) {
		this.judgements++;
		const standings = new AccessChecks(this.ctx.db.read, this.ctx.clock.now());
		for (const { connection, rights } of [...this.open.keys()]) {
			if (galleryId !== undefined && connection.galleryId !== galleryId) continue;
			const standing = await standings.of(connection);
			if (standing.code !== null) connection.close(standing.code, 'access ended');
			else if (JSON.stringify(standing.rights) !== JSON.stringify(rights))
				connection.close(CLOSE.rightsChanged, 'rights changed');
		}
	}

	tick(pings: boolean) {
		for (const socket of this.open.keys()) socket.tick(pings);
	}

	closeAll() {
		for (const socket of this.open.keys()) socket.close(CLOSE.restart, 'restart');
	}

	*connections() {
		for (const { connection } of this.open.keys()) yield connection;
	}

	get size() {
		return this.open.size;
	}
}
