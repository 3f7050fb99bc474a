import { setTimeout as pause } from 'node:timers/promises';
import { and, eq } from 'drizzle-orm';
import * as Y from 'yjs';
import type { ClientActor, MemberActor } from '#lib/domain/access/actor.ts';
import type { Seat } from '#lib/contract/seat.ts';
import * as rows from '#lib/server/db/schema.ts';
import { changeFile, restoreVersion } from '#lib/server/files/index.ts';
import { makeRegistry } from '#lib/server/jobs/registry.ts';
import { runDueJobs } from '#lib/server/jobs/runner.ts';
import type { Decoders } from '#lib/server/media/decoders.ts';
import { compactMarks } from '#lib/server/marks/index.ts';
import { startOrder } from '#lib/server/orders/index.ts';
import { Peer, type Browser } from '#tests/support/realtime/live.ts';
import { order } from '#tests/support/cast/orders.ts';
import { metadata } from '#tests/support/app/uploads.ts';
import { ORIGIN, type World } from './world.ts';

export type Person = { actor: ClientActor; browser: Browser; seat: Seat & { clientId: number }; doc: Y.Doc };
export type Cast = {
	galleryId: string;
	/** ann's cookie and themselves. */
	as: string;
	ann: MemberActor;
	cleo: Person;
	ben: Person;
	/** Two proofs that will be ordered. */
	proofs: string[];
	pictures: Buffer[];
	decoders: Decoders;
	/** Where the uploading client's half-sent picture goes; it remembers this as browsers do. */
	uploadUrl: string;
};

/** What the clients of one instant remember; theirs goes on without touching it. */
export function asTheyAre(cast: Cast): Cast {
	const copy = (person: Person) => {
		const doc = new Y.Doc();
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(person.doc));
		return { ...person, doc };
	};
	return { ...cast, cleo: copy(cast.cleo), ben: copy(cast.ben) };
}

/** What was answered with yes: it has to be there after any end of the process. */
export type Ledger = {
	count: number;
	/** Marks by book and key. */
	marks: Map<string, unknown>;
	/** Bytes of each picture by name, newest last. */
	uploads: Map<string, Buffer>;
	titles: Map<string, string>;
	orderId?: string;
	/** Versions of a file that were taken. */
	finals: Map<string, Buffer>;
};

export const emptyLedger = (): Ledger => ({
	count: 0,
	marks: new Map(),
	uploads: new Map(),
	titles: new Map(),
	finals: new Map()
});

export const asItIs = (ledger: Ledger): Ledger => ({
	...ledger,
	marks: new Map(ledger.marks),
	uploads: new Map(ledger.uploads),
	titles: new Map(ledger.titles),
	finals: new Map(ledger.finals)
});

/** One step of the journey, safe to be asked again by a client who got no answer, as ours do. */
export type Step = { name: string; run: (world: World, cast: Cast, ledger: Ledger) => Promise<void> };

/** No process is ended before so many operations were acknowledged. */
export const BEFORE_EACH = 50;
const HALF_MINUTE = 30_000;
const GRACE = 121_000;

function kept(ledger: Ledger, count = 1) {
	ledger.count += count;
}

function sit(world: World, person: Person) {
	return new Peer(world, person.browser, person.seat, { origin: ORIGIN, doc: person.doc });
}

async function acknowledged(peer: Peer) {
	const wanted = Y.getState(peer.doc.store, peer.seat.clientId);
	await peer.until(() => peer.acks.some((ack) => clockOf(ack) >= wanted));
}
const clockOf = (ack: unknown) =>
	ack !== null && typeof ack === 'object' && 'clock' in ack ? Number(ack.clock) : -1;

/** Cleo writes so many remarks that the room holds `upTo` of them, and Ben looks on. */
const marks = (name: string, upTo: number): Step => ({
	name,
	run: async (world, { cleo, ben, proofs, galleryId }, ledger) => {
		const [writer, watcher] = [sit(world, cleo), sit(world, ben)];
		await Promise.all([writer.synced, watcher.synced]);
		const book = cleo.actor.participantId;
		// what another person has seen must be as safe as what was acknowledged
		const seen = (event: Y.YMapEvent<unknown>) => {
			for (const key of event.keysChanged) ledger.marks.set(`${book} ${key}`, watcher.book(book).get(key));
		};
		watcher.book(book).observe(seen);
		const before = writer.own.size;
		for (let n = 0; n < upTo; n++) {
			const key = `comment:${book}.${String(n).padStart(16, 'c')}`;
			if (writer.own.has(key)) continue;
			writer.own.set(key, { file: proofs[n % 2] ?? '', version: 1, text: `remark ${n} in ${galleryId}` });
		}
		await acknowledged(writer);
		for (const [key, value] of writer.own.entries()) ledger.marks.set(`${book} ${key}`, value);
		kept(ledger, upTo - before);
		watcher.book(book).unobserve(seen);
		await Promise.all([writer.leave(), watcher.leave()]);
	}
});

/** Both stay until it is written down that they are here: that is done for a crowd at once, a moment later. */
const beHere: Step = {
	name: 'who is here',
	run: async (world, { cleo, ben }) => {
		const peers = [sit(world, cleo), sit(world, ben)];
		const isWritten = async () =>
			(await world.ctx.db.read.select().from(rows.attendance).all()).length >= peers.length;
		while (!(await isWritten())) await pause(20);
		await Promise.all(peers.map((peer) => peer.leave()));
	}
};

async function taken(response: Response) {
	if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
	return response;
}

const putProof: Step = {
	name: 'upload',
	run: async (world, { as, galleryId, pictures }, ledger) => {
		const bytes = pictures[2] ?? Buffer.alloc(0);
		const body = new Uint8Array(bytes);
		await taken(
			await world.fetch(`/api/v1/galleries/${galleryId}/files/PUT.jpg`, { method: 'PUT', as, body })
		);
		ledger.uploads.set('PUT.jpg', bytes);
		kept(ledger);
	}
};

/** In two halves, by a client who remembers its upload and asks for the offset. */
const tusProof: Step = {
	name: 'resumable upload',
	run: async (world, cast, ledger) => {
		const { as, galleryId, pictures } = cast;
		const bytes = pictures[3] ?? Buffer.alloc(0);
		if (!cast.uploadUrl) {
			const words = metadata({ galleryId, filename: 'TUS.jpg' });
			const headers = { ...TUS, 'upload-length': String(bytes.length), 'upload-metadata': words };
			const made = await taken(await world.fetch('/api/v1/uploads', { method: 'POST', as, headers }));
			cast.uploadUrl = made.headers.get('location') ?? '';
			kept(ledger);
		}
		for (;;) {
			const head = await taken(await world.fetch(cast.uploadUrl, { method: 'HEAD', as, headers: TUS }));
			const offset = Number(head.headers.get('upload-offset'));
			if (offset === bytes.length) break;
			const end = offset === 0 ? Math.floor(bytes.length / 2) : bytes.length;
			const headers = {
				...TUS,
				'content-type': 'application/offset+octet-stream',
				'upload-offset': String(offset)
			};
			const body = new Uint8Array(bytes.subarray(offset, end));
			await taken(await world.fetch(cast.uploadUrl, { method: 'PATCH', as, headers, body }));
			kept(ledger);
		}
		ledger.uploads.set('TUS.jpg', bytes);
	}
};
const TUS = { 'tus-resumable': '1.0.0' };

const work = async ({ ctx }: World, { decoders }: Cast) => runDueJobs(ctx, makeRegistry(decoders));
const ingest: Step = {
	name: 'ingest',
	run: async (world, cast) => {
		await work(world, cast);
		// what an ended process had taken is free again when its lease ends
		world.clock.forward(HALF_MINUTE);
		await work(world, cast);
	}
};

const change: Step = {
	name: 'change',
	run: async ({ ctx }, { ann, proofs }, ledger) => {
		const [fileId = ''] = proofs;
		await changeFile(ctx, ann, fileId, { title: 'The one by the window' });
		ledger.titles.set(fileId, 'The one by the window');
		kept(ledger);
	}
};

const place: Step = {
	name: 'order',
	run: async ({ ctx }, { cleo, proofs, ann }, ledger) => {
		const placed = await ctx.db.read.select().from(rows.idempotencyKey).all();
		const mine = placed.find(({ participantId }) => participantId === cleo.actor.participantId);
		// the browser sends the same body under the same key again, and is told the same order
		ledger.orderId = mine ? mine.orderId : await order(ctx, cleo.actor, proofs, { key: 'once' });
		await startOrder(ctx, ann, ledger.orderId);
		kept(ledger, 2);
	}
};

const dropFinals: Step = {
	name: 'finals',
	run: async (world, { as, proofs, pictures }, ledger) => {
		for (const [n, fileId] of proofs.entries()) {
			if (ledger.finals.has(fileId)) continue;
			const bytes = pictures[4 + n] ?? Buffer.alloc(0);
			const body = new Uint8Array(bytes);
			await taken(
				await world.fetch(`/api/v1/files/${fileId}/original?state=FINAL`, { method: 'PUT', as, body })
			);
			ledger.finals.set(fileId, bytes);
			kept(ledger);
		}
	}
};

const deliver: Step = {
	name: 'delivery',
	run: async (world, cast) => {
		for (let n = 0; n < 6; n++) {
			await work(world, cast);
			world.clock.forward(n === 0 ? GRACE : HALF_MINUTE);
		}
		await work(world, cast);
	}
};

const compact: Step = {
	name: 'compaction',
	run: async ({ ctx }, { galleryId }) => compactMarks(ctx, galleryId, ctx.db.transaction)
};

const restore: Step = {
	name: 'restore',
	run: async ({ ctx }, { ann, galleryId }, ledger) => {
		const named = and(eq(rows.file.galleryId, galleryId), eq(rows.file.name, 'PUT.jpg'));
		const file = await ctx.db.read.select().from(rows.file).where(named).get();
		if (file) await restoreVersion(ctx, ann, file.id, { version: 1 });
		kept(ledger);
	}
};

/** The main job in small, in the order of a day. */
export const journey: readonly Step[] = [
	marks('remarks', BEFORE_EACH),
	marks('more remarks', BEFORE_EACH + 10),
	beHere,
	putProof,
	tusProof,
	ingest,
	change,
	restore,
	place,
	dropFinals,
	deliver,
	compact
];
/** From here on an order waits for what follows. */
export const ORDERED = journey.indexOf(place);
