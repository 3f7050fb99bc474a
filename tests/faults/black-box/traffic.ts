import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { Peer } from '#tests/support/realtime/live.ts';
import { metadata } from '#tests/support/app/uploads.ts';
import type { Ledger } from './ledger.ts';
import { tinyPicture } from './pictures.ts';
import type { Guest, Studio } from './studio.ts';

/** What several people do at once until they are stopped; each insists until the app has said yes. */
export type Traffic = { stop: () => Promise<void>; faults: string[]; unanswered: string[] };

type Desk = {
	studio: Studio;
	ledger: Ledger;
	isStopped: () => boolean;
	/** Asks until it is answered; an answer that was lost is asked for again, as a client would. */
	insist: <T>(what: string, ask: () => Promise<T>, isThere?: () => Promise<boolean>) => Promise<T>;
	faults: string[];
};

const BREATH_MS = 20;

export function startTraffic(studio: Studio, ledger: Ledger): Traffic {
	let stopped = false;
	const faults: string[] = [];
	const unanswered: string[] = [];
	const insist: Desk['insist'] = async (what, ask, isThere) => {
		for (let wasCut = false; ;) {
			try {
				if (wasCut && isThere && (await isThere())) unanswered.push(what);
				wasCut = false;
				return await ask();
			} catch (error) {
				if (error instanceof Refused) faults.push(`${what}: ${error.message}`);
				if (error instanceof Refused) throw error;
				wasCut = true;
				await pause(BREATH_MS);
			}
		}
	};
	const desk: Desk = { studio, ledger, isStopped: () => stopped, insist, faults };
	const all = [
		...studio.people.map((guest) => marking(desk, guest)),
		uploading(desk),
		resuming(desk),
		titling(desk),
		ordering(desk)
	].map((one) => one.catch((error: unknown) => void faults.push(String(error))));
	return {
		faults,
		unanswered,
		stop: async () => {
			stopped = true;
			await Promise.all(all);
		}
	};
}

/** The app is up and says no to what it should do: that is a fault, not a kill. */
class Refused extends Error {}

async function yes(response: Response): Promise<Response> {
	if (response.ok) return response;
	throw new Refused(`${response.status} ${await response.text()}`);
}

/** A socket may write so many updates in one go; a new one begins anew. */
const MARKS_A_SOCKET = 240;
const AT_ONCE = 6;

async function marking({ studio, ledger, isStopped, faults }: Desk, { browser, seat }: Guest) {
	const doc = new Y.Doc();
	const me = seat.participantId;
	// also what a kill left without an answer: it is sent again with the next sync
	let owed: [string, unknown][] = [];
	// also after the last kill: what is owed is either there or not, and the ledger has to know
	const goesOn = () => !isStopped() || owed.length > 0;
	for (let n = 0; goesOn();) {
		const peer = new Peer({ origin: studio.app.origin }, browser, seat, { doc });
		const gone = peer.closed.then((code) => code);
		if ((await Promise.race([peer.synced, gone])) !== undefined) {
			await pause(BREATH_MS);
			continue;
		}
		for (let sent = 0; sent < MARKS_A_SOCKET && goesOn(); sent += AT_ONCE) {
			const length = isStopped() ? 0 : AT_ONCE;
			const fresh: [string, unknown][] = Array.from({ length }, () => {
				const file = studio.proofs[n % studio.proofs.length]?.id ?? '';
				return n++ % 2
					? [`stars:${file}`, 1 + (n % 5)]
					: [`comment:${me}.${String(n).padStart(16, 'c')}`, { file, version: 1, text: `remark ${n}` }];
			});
			for (const [key, value] of fresh) peer.own.set(key, value);
			owed.push(...fresh);
			const wanted = Y.getState(doc.store, seat.clientId);
			const answered = peer.until(() => peer.acks.some((ack) => clockOf(ack) >= wanted));
			if ((await Promise.race([answered, gone])) !== undefined) break;
			ledger.marked(me, owed);
			owed = [];
			if (peer.acks.some((ack) => clockOf(ack) < 0)) faults.push('an honest mark was refused');
			// enough for this kill: what starts again gets the machine
			if (ledger.isAhead()) await pause(BREATH_MS * 5);
		}
		await peer.leave();
	}
}

const clockOf = (ack: unknown) =>
	ack !== null && typeof ack === 'object' && 'clock' in ack ? Number(ack.clock) : -1;

async function isIn({ studio: { api, galleryId } }: Desk, name: string) {
	const files = await api.json<{ name: string }[]>(`/galleries/${galleryId}/files`);
	return files.some((file) => file.name === name);
}

async function uploading(desk: Desk) {
	const { studio, ledger, isStopped, insist } = desk;
	for (let n = 0; !isStopped(); n++) {
		const name = `PUT_${n}.jpg`;
		const bytes = await tinyPicture(10_000 + n);
		const put = () => studio.api.put(`/galleries/${studio.galleryId}/files/${name}`, bytes).then(yes);
		await insist(`upload of ${name}`, put, () => isIn(desk, name));
		ledger.uploaded(name, bytes);
	}
}

const TUS = { 'tus-resumable': '1.0.0' };

async function resuming(desk: Desk) {
	const { studio, ledger, isStopped, insist } = desk;
	const auth = { authorization: `Bearer ${studio.app.token}`, ...TUS };
	for (let n = 0; !isStopped(); n++) {
		const name = `TUS_${n}.jpg`;
		const bytes = Buffer.concat([await tinyPicture(20_000 + n), Buffer.alloc(200_000, n)]);
		const words = metadata({ galleryId: studio.galleryId, filename: name });
		const headers = { ...auth, 'upload-length': String(bytes.length), 'upload-metadata': words };
		const create = () => fetch(`${studio.app.origin}/api/v1/uploads`, { method: 'POST', headers }).then(yes);
		const made = await insist(`upload of ${name} begun`, create);
		const url = new URL(made.headers.get('location') ?? '', `${studio.app.origin}/api/v1/uploads/`);
		const offset = async () => {
			const head = await fetch(url, { method: 'HEAD', headers: auth }).then(yes);
			return Number(head.headers.get('upload-offset'));
		};
		const send = async () => {
			const at = await offset();
			if (at === bytes.length) return;
			const body = bytes.subarray(at, at === 0 ? bytes.length / 2 : bytes.length);
			const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(at) };
			const done = await fetch(url, { method: 'PATCH', headers: { ...auth, ...type }, body });
			// the killed server's last breath and ours may overlap: ask for the offset again
			if (done.status !== 409) await yes(done);
		};
		while ((await insist(`offset of ${name}`, offset)) < bytes.length)
			await insist(`part of ${name}`, send, async () => (await offset()) === bytes.length);
		ledger.uploaded(name, bytes);
	}
}

async function titling({ studio, ledger, isStopped, insist }: Desk) {
	for (let n = 0; !isStopped(); n++) {
		const file = studio.proofs[n % studio.proofs.length];
		if (!file) return;
		const title = `title ${n}`;
		const change = () => studio.api.send('PATCH', `/files/${file.id}`, { title }).then(yes);
		await insist(`title of ${file.name}`, change);
		ledger.titled(file.id, title);
		await pause(BREATH_MS);
	}
}

/** One picture after another is ordered and its final dropped; deliveries and mails follow by themselves. */
async function ordering(desk: Desk) {
	const { studio, ledger, isStopped, insist } = desk;
	const { app, api, galleryId, people } = studio;
	const post = async (guest: Guest, path: string, body: unknown, more: Record<string, string> = {}) => {
		const headers = {
			...{ origin: app.origin, cookie: guest.browser.cookie, 'content-type': 'application/json' },
			...{ 'x-participant': guest.seat.participantId, ...more }
		};
		return yes(
			await fetch(`${app.origin}/g/${galleryId}/${path}`, {
				method: 'POST',
				headers,
				body: JSON.stringify(body)
			})
		);
	};
	for (const [n, { id, name }] of studio.proofs.entries()) {
		// by turns: nobody comes to the number of orders that one person may place in an hour
		const guest = people[n % people.length];
		if (isStopped() || !guest) return;
		const draft = await insist(`draft of ${name}`, async () =>
			(await post(guest, 'order-draft', { fileIds: [id] })).json()
		);
		const body = { fileIds: draft.fileIds, viewHash: draft.viewHash, note: '' };
		const placed = await insist(`order of ${name}`, async () =>
			(await post(guest, 'orders', body, { 'idempotency-key': `kill-${n}` })).json()
		);
		ledger.ordered(placed.id);
		const bytes = await tinyPicture(30_000 + n);
		const put = () => api.put(`/files/${id}/original?state=FINAL`, bytes).then(yes);
		await insist(`final of ${name}`, put, async () => {
			const file = await api.json(`/files/${id}`);
			return file.version > 1 || file.incoming !== undefined;
		});
		ledger.replaced(id, bytes);
		await pause(BREATH_MS * 10);
	}
}
