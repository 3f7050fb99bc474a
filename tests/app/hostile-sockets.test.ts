import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Seat } from '#lib/contract/seat.ts';
import { makeApi, openLink, takeSeat, until } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { Peer } from '#tests/support/realtime/live.ts';
import { picture } from '#tests/support/media/pictures.ts';
import type { Attacked, Attacker, Target } from '#tests/support/attack/socket-attack.ts';

// Whatever some say on their sockets, the others' marks are seen as soon as before.

const PICTURES = 4;
const HONEST = ['cleo', 'ben', 'eva'];
/** Who attacks was invited too, and takes so many seats. */
const SEATS = 19;
const MARKS_EACH = 110;
/** Between two marks of one person. */
const BREATH_MS = 12;
/** On a quiet machine marks are seen in a few ms, twice of which is noise: nobody notices this. */
const UNNOTICED_MS = 40;
/** What a busy machine does to one round, it does not do to all. */
const ROUNDS = 5;
/** Each round ends only when so much was attacked, and answered so: by work, not by the clock. */
const LEAST_OF = {
	connections: 300,
	'slow readers': 4,
	'broken bytes': 20,
	syncs: 20,
	presence: 20,
	questions: 20
};
const ANSWERS = ['429', '1009', '4400', '4409', '4413', '4429'];

let app: App;
beforeAll(async () => void (app = await startApp()));
afterAll(() => app?.close());

async function aRoom() {
	const api = makeApi(app.origin, app.token);
	const made = await api.send('POST', '/galleries', { title: 'Hostile', preset: 'download' });
	const { id }: { id: string } = await made.json();
	for (let n = 0; n < PICTURES; n++)
		await api.put(`/galleries/${id}/files/H_${n}.jpg`, await picture({ seed: n, width: 300, height: 200 }));
	const files: { id: string; status: string }[] = await until(
		() => api.json(`/galleries/${id}/files`),
		(list: { id: string; status: string }[]) => list.every(({ status }) => status === 'ready')
	);
	const to = [...HONEST, 'mallory'].map((name) => `${name}@client.test`);
	const sent = await api.send('POST', `/galleries/${id}/invitations`, { to });
	const { links }: { links: { url: string }[] } = await sent.json();
	const cookies: string[] = [];
	for (const { url } of links) cookies.push(await openLink(app.origin, url));
	const fileIds = files.map((file) => file.id);
	const people: Peer[] = [];
	for (const cookie of cookies.slice(0, HONEST.length)) people.push(await honest(cookie, id));
	return { id, fileIds, people, attackers: await seats(cookies.at(-1) ?? '', id) };
}
type Room = Awaited<ReturnType<typeof aRoom>>;

async function honest(cookie: string, galleryId: string) {
	const seat: Seat & { clientId: number } = await takeSeat(app.origin, cookie, galleryId);
	const peer = new Peer(app, { cookie, sessionId: '', galleryId, member: null }, seat);
	await peer.synced;
	return peer;
}

async function seats(cookie: string, galleryId: string): Promise<Attacker[]> {
	const taken: Attacker[] = [];
	for (let n = 0; n < SEATS; n++) {
		const { participantId, clientId, epoch } = await takeSeat(app.origin, cookie, galleryId);
		taken.push({ cookie, participantId, clientId, epoch });
	}
	return taken;
}

/** How long marks take from one person's hand to the eyes of all the others: the slowest but one in a hundred, in ms. */
async function seenAfter({ people, fileIds }: Room): Promise<number> {
	const waits: number[] = [];
	const work = async (who: Peer) => {
		const book = who.seat.participantId;
		for (let n = 0; n < MARKS_EACH; n++) {
			const key = `stars:${fileIds[n % PICTURES]}`;
			const value = 1 + (((who.own.get(key) as number | undefined) ?? 0) % 5);
			const began = performance.now();
			who.own.set(key, value);
			await Promise.all(people.map((one) => one.until(() => one.book(book).get(key) === value)));
			waits.push(performance.now() - began);
			await pause(BREATH_MS);
		}
	};
	await Promise.all(people.map(work));
	return waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? Infinity;
}

async function whileAttacked(room: Room): Promise<{ slowest: number; attacked: Attacked }> {
	const { origin } = app;
	const child = fork('tests/support/attack/socket-attack.ts', { execArgv: [] });
	const target: Target = {
		origin,
		galleryId: room.id,
		attackers: room.attackers,
		leastOf: LEAST_OF,
		answers: ANSWERS
	};
	child.send(target);
	await pause(500);
	const slowest = await seenAfter(room);
	const told = once(child, 'message');
	child.send('enough');
	const [attacked] = await told;
	return { slowest, attacked };
}

test('the others’ marks are seen no later than twice as late, whatever is said on other sockets', async () => {
	const room = await aRoom();
	const rounds: { quiet: number; slowest: number; attacked: Attacked }[] = [];
	const isHarmed = ({ quiet, slowest }: (typeof rounds)[number]) =>
		slowest > Math.max(2 * quiet, UNNOTICED_MS);
	do rounds.push({ quiet: await seenAfter(room), ...(await whileAttacked(room)) });
	while (rounds.length < ROUNDS && rounds.every(isHarmed));
	for (const { quiet, slowest, attacked } of rounds)
		console.info(`p99 ${quiet.toFixed(1)} ms quiet, ${slowest.toFixed(1)} ms attacked`, attacked);
	expect(rounds.some((round) => !isHarmed(round))).toBe(true);
	expect(room.people.map(({ ws }) => ws.readyState)).toEqual(HONEST.map(() => WebSocket.OPEN));
}, 180_000);
