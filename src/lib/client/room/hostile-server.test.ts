import * as encoding from 'lib0/encoding';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { durable } from '#tests/support/realtime/live.ts';
import { pagesForEach, type Pages } from '#tests/support/realtime/room-pages.ts';
import { PICKS } from '#lib/domain/marks/values.ts';
import { awarenessFrame, MESSAGE, syncFrame, SYNC } from '#lib/realtime/frames.ts';
import { encodeAwareness } from '#lib/realtime/presence.ts';

// What no server of ours sends, and a proxy, another version or a fault might: the page stays, and marks go on.

let pages: Pages;
pagesForEach((made) => void (pages = made));

const bytes = (...write: ((encoder: encoding.Encoder) => void)[]) => {
	const encoder = encoding.createEncoder();
	for (const each of write) each(encoder);
	return encoding.toUint8Array(encoder);
};
const number = (value: number) => (encoder: encoding.Encoder) => encoding.writeVarUint(encoder, value);
const text = (value: string) => (encoder: encoding.Encoder) => encoding.writeVarString(encoder, value);
const ack = (words: string) => bytes(number(MESSAGE.ack), text(words));
const presence = (state: string) =>
	awarenessFrame(bytes(number(1), number(4_000_000), number(1), text(state)));
const someone = { participantId: 'ghost', name: 'Ghost', initials: 'G', colour: 1 };
const nowhere = { looking: null, following: null, leading: false };
const says = (state: unknown) => awarenessFrame(encodeAwareness([{ clientId: 4_000_001, clock: 1, state }]));

const UNREADABLE: [string, Uint8Array | string][] = [
	['an empty frame', new Uint8Array()],
	['words where bytes belong', 'Bad gateway'],
	['a message of an unknown type', bytes(number(99), text('x'))],
	['a number that never ends', new Uint8Array(16).fill(255)],
	['a sync step that is none', bytes(number(MESSAGE.sync), number(9))],
	['a sync message without its body', bytes(number(MESSAGE.sync))],
	['an update that is none', syncFrame(SYNC.update, new Uint8Array([255, 255, 255, 1, 2]))],
	['an update that is cut', syncFrame(SYNC.update, new Uint8Array([1, 1]))],
	['presence that is not JSON', presence('{"name":')],
	['presence without a body', bytes(number(MESSAGE.awareness))],
	['more presences announced than there are', awarenessFrame(bytes(number(500)))],
	['presence that is a number', says(7)],
	['presence that is a list', says([someone])],
	['a person without a name', says({ ...nowhere, participantId: 'ghost', initials: 'G', colour: 1 })],
	['a person whose name is an object', says({ ...someone, ...nowhere, name: { toString: 1 } })],
	['a person without an id', says({ ...someone, ...nowhere, participantId: '' })],
	['a pencil that is no number', says({ ...someone, ...nowhere, colour: 'red' })],
	['somebody who looks at a list', says({ ...someone, ...nowhere, looking: ['a'] })]
];
const NO_ACKNOWLEDGEMENTS: [string, Uint8Array][] = [
	['an acknowledgement that is not JSON', ack('<html>')],
	['an acknowledgement of nothing', ack('null')],
	['an acknowledgement without a clock', ack('{}')],
	['a clock that is a word', ack('{"clock":"soon"}')],
	['a refusal of no mark', ack('{"refused":[{}]}')],
	['an acknowledgement without a body', bytes(number(MESSAGE.ack))]
];

beforeEach(() => {
	for (const word of ['warn', 'error'] as const) vi.spyOn(console, word).mockImplementation(() => undefined);
});
afterEach(() => vi.restoreAllMocks());

it('passes over what it cannot read: marks go out and come in on the same connection', async () => {
	const { files, cleo, ben, pick } = await pages.scene();
	const c = await pages.page(cleo.browser, files).joined();
	const b = await pages.page(ben.browser, files).joined();
	for (const [turn, [what, frame]] of UNREADABLE.entries()) {
		expect(() => c.hear(frame), what).not.toThrow();
		const word = PICKS[turn % 3];
		c.connection.set(pick(), word);
		await c.settled();
		b.connection.set(pick(1), word);
		await c.until(() => c.entries.get(`${b.participantId} ${pick(1)}`) === word);
		expect([c.connections, c.here.has('Ghost')], what).toEqual([1, false]);
	}
	b.connection.say({ looking: files()[0]?.id ?? null });
	await c.until(() => c.here.has('ben'));
});

it('begins the connection anew after an acknowledgement that says nothing: no mark counts as kept by it', async () => {
	const { files, cleo, pick, gallery } = await pages.scene();
	const c = await pages.page(cleo.browser, files).joined();
	for (const [turn, [what, frame]] of NO_ACKNOWLEDGEMENTS.entries()) {
		const word = PICKS[turn % 3];
		const before = c.connections;
		c.connection.set(pick(), word);
		await Promise.resolve();
		c.hear(frame);
		expect(c.waiting, what).toBe(1);
		await c.settled();
		expect(c.connections, what).toBeGreaterThan(before);
		expect(await durable(pages.live.ctx, gallery.id), what).toEqual({
			[`${c.participantId} ${pick()}`]: word
		});
	}
});

it('a refusal for a reason that this page does not know is one all the same', async () => {
	const { files, cleo, pick } = await pages.scene();
	const c = await pages.page(cleo.browser, files).joined();
	c.connection.set(pick(), 'yes');
	c.hear(ack(JSON.stringify({ refused: [{ key: pick(), reason: 'weather' }] })));
	expect(c.refused.map(({ mark, reason }) => [mark.key, reason])).toEqual([[pick(), 'bad-value']]);
});
