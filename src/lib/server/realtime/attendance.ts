import type { Context } from '../context.ts';
import { keepAttendance, renewAttendance, type Attendant, type Connection } from '../marks/index.ts';

/** People come in crowds: one write for all of a moment. */
const SOON_MS = 400;

const keyOf = ({ galleryId, clientId }: Attendant) => `${galleryId} ${clientId}`;

/** Which clients have a marks socket in this process, as leases that every process can count. */
export class Attendance {
	private readonly ctx: Context;
	private readonly connections: () => Iterable<Connection>;
	private readonly process: string;
	private kept = new Map<string, Attendant>();
	private timer: NodeJS.Timeout | undefined;
	private last: Promise<void> = Promise.resolve();

	constructor(ctx: Context, connections: () => Iterable<Connection>) {
		this.ctx = ctx;
		this.connections = connections;
		this.process = ctx.ids.next();
	}

	/** Somebody came or left. */
	changed() {
		this.timer ??= setTimeout(() => void this.write(), SOON_MS).unref();
	}

	renew() {
		this.inTurn(() => renewAttendance(this.ctx, this.process));
	}

	/** Writes down what is so by now, and resolves when it is kept. */
	async write() {
		clearTimeout(this.timer);
		this.timer = undefined;
		const here = new Map(clientsAmong(this.connections()).map((one) => [keyOf(one), one]));
		const came = [...here].filter(([key]) => !this.kept.has(key)).map(([, one]) => one);
		const left = [...this.kept].filter(([key]) => !here.has(key)).map(([, one]) => one);
		this.kept = here;
		if (came.length || left.length) this.inTurn(() => keepAttendance(this.ctx, this.process, { came, left }));
		await this.last;
	}

	private inTurn(work: () => Promise<void>) {
		this.last = this.last
			.then(work)
			.catch((error: unknown) => this.ctx.log.error({ err: error }, 'who is here was not kept'));
	}
}

const clientsAmong = (connections: Iterable<Connection>): Attendant[] =>
	[...connections]
		.filter(({ memberId }) => memberId === null)
		.map(({ galleryId, clientId, participantId }) => ({ galleryId, clientId, participantId }));
