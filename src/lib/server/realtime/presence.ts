import { awarenessFrame } from '#lib/realtime/frames.ts';
import { encodeAwareness, type AwarenessEntry, type Presence, type Says } from '#lib/realtime/presence.ts';
import type { RoomKind, Connection } from '../marks/index.ts';

type Entry = {
	connection: Connection;
	says: Says;
	clock: number;
	hides: boolean;
	isSeen: boolean;
	isGone: boolean;
};

/** Between the first change and the frame that carries all of them. */
const BATCH_MS = 60;
/** Up to here everybody is spared their own entry; beyond, one frame for all is kinder. */
const OWN_FRAMES = 64;

const KINDS: readonly RoomKind[] = ['client', 'studio'];
const NOTHING: Says = { looking: null, following: null, leading: false };

/** Who is here and what each looks at: made by the server, one frame a room for all that changed meanwhile. */
export class PresenceBoard {
	/** The gallery's setting. */
	showsLooking: boolean;
	private readonly connections: ReadonlySet<Connection>;
	private readonly now: () => number;
	private readonly entries = new Map<number, Entry>();
	private readonly changed = new Set<Entry>();
	/** Seats of members who showed themselves: they stay seen over a lost connection. */
	private readonly revealed = new Set<number>();
	private timer: NodeJS.Timeout | undefined;

	constructor(connections: ReadonlySet<Connection>, showsLooking: boolean, now: () => number) {
		this.connections = connections;
		this.showsLooking = showsLooking;
		this.now = now;
	}

	/** Members look unseen until they mark, write or lead. */
	join(connection: Connection) {
		const isSeen = connection.memberId === null || this.revealed.has(connection.clientId);
		const clock = this.entries.get(connection.clientId)?.clock ?? 0;
		const hides = connection.hidesLooking;
		this.entries.set(connection.clientId, { connection, says: NOTHING, clock, hides, isSeen, isGone: false });
		this.mark(connection);
	}

	leave(connection: Connection) {
		const entry = this.entryOf(connection);
		if (!entry) return;
		entry.isGone = true;
		this.mark(connection);
		this.entries.delete(connection.clientId);
	}

	/** Answers whether they changed their mind about being seen looking, which is kept. */
	say(connection: Connection, says: Says): boolean {
		const entry = this.entryOf(connection);
		if (!entry) return false;
		const turned = says.hides !== undefined && says.hides !== entry.hides;
		entry.says = says;
		entry.hides = says.hides ?? entry.hides;
		if (says.leading) this.reveal(connection);
		this.mark(connection);
		return turned;
	}

	/** They marked something: a member is seen from now on. */
	reveal(connection: Connection) {
		const entry = this.entryOf(connection);
		if (!entry || entry.isSeen) return;
		entry.isSeen = true;
		this.revealed.add(connection.clientId);
		this.mark(connection);
	}

	/** The setting may have changed: everybody anew. */
	show(showsLooking: boolean) {
		if (showsLooking === this.showsLooking) return;
		this.showsLooking = showsLooking;
		for (const { connection } of this.entries.values()) this.mark(connection);
	}

	/** Everybody whom the person at this connection may see, themselves excepted. */
	frameFor(connection: Connection): Uint8Array {
		const others = [...this.entries.values()].filter((entry) => entry.connection !== connection);
		return frameOf(this.tell(others, connection.kind));
	}

	stop() {
		clearTimeout(this.timer);
	}

	private entryOf(connection: Connection): Entry | undefined {
		const entry = this.entries.get(connection.clientId);
		return entry?.connection === connection ? entry : undefined;
	}

	private mark(connection: Connection) {
		const entry = this.entryOf(connection);
		if (!entry) return;
		// above every clock of an earlier process, so that browsers which stayed open believe it
		entry.clock = Math.max(entry.clock + 1, this.now());
		this.changed.add(entry);
		this.timer ??= setTimeout(() => this.flush(), BATCH_MS);
	}

	private flush() {
		this.timer = undefined;
		const changed = [...this.changed];
		this.changed.clear();
		for (const kind of KINDS) this.flushTo(kind, changed);
	}

	private flushTo(kind: RoomKind, changed: Entry[]) {
		const told = this.tell(changed, kind);
		if (!told.length) return;
		const shared = frameOf(told);
		const own = new Set(told.length <= OWN_FRAMES ? told.map(({ clientId }) => clientId) : []);
		for (const connection of this.connections) {
			if (connection.kind !== kind) continue;
			const others = own.has(connection.clientId)
				? told.filter(({ clientId }) => clientId !== connection.clientId)
				: told;
			if (others === told) connection.send(shared);
			else if (others.length) connection.send(frameOf(others));
		}
	}

	private tell(entries: readonly Entry[], kind: RoomKind): AwarenessEntry[] {
		return entries
			.filter(({ isSeen }) => isSeen || kind === 'studio')
			.map((entry) => ({
				clientId: entry.connection.clientId,
				clock: entry.clock,
				state: entry.isGone ? null : this.present(entry)
			}));
	}

	private present({ connection, says, hides }: Entry): Presence {
		const { participantId, name, initials, colour } = connection;
		const isShown = says.leading || (this.showsLooking && !hides);
		const { looking, following, leading } = says;
		return { participantId, name, initials, colour, looking: isShown ? looking : null, following, leading };
	}
}

const frameOf = (entries: readonly AwarenessEntry[]) => awarenessFrame(encodeAwareness(entries));

/** Says nothing but that the server is there: y-websocket gives up a connection that is silent for 30 s. */
export const HEARTBEAT = awarenessFrame(encodeAwareness([]));
