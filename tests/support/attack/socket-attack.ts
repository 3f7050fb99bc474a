import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { getPriority, setPriority } from 'node:os';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { awarenessFrame, MESSAGE, syncFrame, SYNC } from '#lib/realtime/frames.ts';
import { encodeAwareness } from '#lib/realtime/presence.ts';
import { withGap } from './forge.ts';

// A process of its own that attacks the marks sockets of a gallery, as somebody who was invited to it could, until it is
// told to stop and has done all that it was sent for; then it tells how often it did what, and how its sockets were closed.

export type Attacker = { cookie: string; participantId: string; clientId: number; epoch: string };
/** `leastOf`: so often each kind of attack is made at the least; `answers`: close codes and statuses that must have come. */
export type Target = {
	origin: string;
	galleryId: string;
	attackers: Attacker[];
	leastOf: Record<string, number>;
	answers: string[];
};
export type Attacked = { did: Record<string, number>; codes: Record<string, number> };

// an attacker from elsewhere brings a processor of its own
setPriority(Math.min(19, getPriority() + 10));
const [target]: Target[] = await once(process, 'message').then(([first]) => [first]);
if (!target) throw new Error('Nobody said whom to attack');
const { origin, galleryId, attackers, leastOf, answers } = target;
const attacked: Attacked = { did: {}, codes: {} };
let isEnough = false;
process.on('message', () => (isEnough = true));
/** However fast or slow the machine is, the same attack was made before it ends. */
const isDone = () =>
	isEnough &&
	Object.entries(leastOf).every(([what, least]) => (attacked.did[what] ?? 0) >= least) &&
	answers.every((code) => attacked.codes[code]);
process.on('disconnect', () => process.exit());

const count = (counts: Record<string, number>, what: string, by = 1) =>
	void (counts[what] = (counts[what] ?? 0) + by);

function open({ cookie, clientId, epoch }: Attacker) {
	const params = new URLSearchParams({ seat: String(clientId), epoch, ack: '1' });
	const url = `${origin.replace('http', 'ws')}/sync/${galleryId}?${params}`;
	const socket = new WebSocket(url, { headers: { cookie, origin } });
	socket.on('error', () => undefined);
	socket.on('unexpected-response', (_, response) => {
		count(attacked.codes, String(response.statusCode));
		socket.terminate();
	});
	const closed = new Promise<void>((resolve) =>
		socket.once('close', (code) => {
			count(attacked.codes, String(code));
			resolve();
		})
	);
	return { socket, closed, opened: Promise.race([once(socket, 'open').catch(() => undefined), closed]) };
}

const emptyWhole = syncFrame(SYNC.step2, Y.encodeStateAsUpdate(new Y.Doc()));
const askAll = syncFrame(SYNC.step1, Y.encodeStateVector(new Y.Doc()));
const FLOOD = 2_000;
const AT_ONCE = 64;

/** Says so many frames on one socket, as fast as it takes them, and waits for the end that they bring. */
async function flood(what: string, by: Attacker, first: Uint8Array[], frame: () => Uint8Array | string) {
	const { socket, opened, closed } = open(by);
	await opened;
	for (const each of first) socket.send(each);
	for (let n = 0; n < FLOOD && socket.readyState === socket.OPEN && !isDone(); n++) {
		socket.send(frame());
		count(attacked.did, what);
		if (n % AT_ONCE === 0) await turn();
	}
	await Promise.race([closed, pause(300)]);
	socket.terminate();
	await closed;
}

const attacks: ((by: Attacker) => Promise<void>)[] = [
	(by) => {
		const parked = syncFrame(SYNC.update, withGap(by.clientId, by.participantId, 'stars:a', 'stars:b'));
		return flood('parked before a sync', by, [], () => parked);
	},
	(by) => {
		const parked = syncFrame(SYNC.update, withGap(by.clientId, by.participantId, 'stars:a', 'stars:b'));
		return flood('parked after a sync', by, [emptyWhole], () => parked);
	},
	(by) => flood('frames too big', by, [emptyWhole], () => syncFrame(SYNC.update, new Uint8Array(65_536))),
	(by) => flood('frames far too big', by, [], () => new Uint8Array(9 * 65_536)),
	(by) => flood('broken bytes', by, [emptyWhole], () => Buffer.concat([beginning(), randomBytes(60)])),
	(by) => flood('texts', by, [], () => 'x'.repeat(100)),
	(by) => flood('syncs', by, [emptyWhole], () => askAll),
	(by) => {
		const says = encodeAwareness([{ clientId: by.clientId, clock: 1, state: { cursor: [0.5, 0.5] } }]);
		return flood('presence', by, [emptyWhole], () => awarenessFrame(says));
	},
	(by) => flood('questions', by, [emptyWhole], () => new Uint8Array([MESSAGE.queryAwareness])),
	slowReader,
	slowReader,
	...Array.from({ length: 100 }, () => reconnect)
];

const BEGINNINGS = [[], [0, SYNC.step1], [0, SYNC.step2], [0, SYNC.update], [MESSAGE.awareness]];
const beginning = () => Buffer.from(BEGINNINGS[randomBytes(1).readUInt8() % BEGINNINGS.length] ?? []);

/** Asks for the whole room and reads nothing of it. */
async function slowReader(by: Attacker) {
	const { socket, opened, closed } = open(by);
	await opened;
	for (let n = 0; n < 5; n++) socket.send(askAll);
	socket.pause();
	count(attacked.did, 'slow readers');
	await pause(200);
	socket.terminate();
	await closed;
}

async function reconnect(by: Attacker) {
	const { socket, opened, closed } = open(by);
	await opened;
	count(attacked.did, 'connections');
	socket.terminate();
	await closed;
}

await Promise.all(
	attacks.map(async (attack, n) => {
		const by = attackers[n % attackers.length];
		while (by && !isDone()) await attack(by);
	})
);
process.send?.(attacked);
process.disconnect();
