import fc from 'fast-check';
import { expect } from 'vitest';
import type * as Y from 'yjs';
import { compactMarks } from '#lib/server/marks/index.ts';
import { aSeated, durable, Peer, seatOf, type Browser, type Live } from './live.ts';
import { aShoot, booksOf, fromLog } from './room-scene.ts';

const sorted = (entries: Record<string, unknown>) =>
	Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

const step = fc.oneof(
	{
		weight: 10,
		arbitrary: fc.record({
			do: fc.constant('set' as const),
			who: fc.nat(4),
			file: fc.nat(3),
			value: fc.integer({ min: 1, max: 5 })
		})
	},
	{
		weight: 4,
		arbitrary: fc.record({ do: fc.constant('take' as const), who: fc.nat(4), file: fc.nat(3) })
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('drop' as const), who: fc.nat(4) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('reload' as const), who: fc.nat(4) }) },
	{ weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
	{ weight: 1, arbitrary: fc.constant({ do: 'compact' as const }) }
);

/** Five people mark, drop and reload, the server restarts (`restart`), and everybody ends with the same marks: those of the log. */
export const everybodyConverges = (live: () => Live, restart = () => live().restart()) =>
	fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
		const { gallery, files } = await aShoot(live());
		const people: { browser: Browser; peer: Peer }[] = [];
		for (const name of ['cleo', 'ben', 'eva', 'flo', 'gil']) {
			const { browser, seat } = await aSeated(live().ctx, gallery.id, name);
			people.push({ browser, peer: new Peer(live(), browser, seat) });
		}
		const back = async (who: (typeof people)[number], doc?: Y.Doc) => {
			const seat = doc ? who.peer.seat : await seatOf(live().ctx, who.browser);
			who.peer = new Peer(live(), who.browser, seat, doc ? { doc } : {});
			await who.peer.answered();
		};
		await Promise.all(people.map(({ peer }) => peer.answered()));
		for (const each of steps) {
			if (each.do === 'restart') {
				await restart();
				for (const who of people) {
					await who.peer.closed;
					await back(who, who.peer.doc);
				}
				continue;
			}
			if (each.do === 'compact') {
				await compactMarks(live().ctx, gallery.id);
				continue;
			}
			const who = people[each.who];
			if (!who) continue;
			if (each.do === 'set') who.peer.own.set(`stars:${files[each.file]}`, each.value);
			if (each.do === 'take') who.peer.own.delete(`stars:${files[each.file]}`);
			if (each.do === 'drop') {
				// cut in the middle of whatever it was saying; what was not kept comes with the next sync
				who.peer.ws.terminate();
				await who.peer.closed;
				await back(who, who.peer.doc);
			}
			if (each.do === 'reload') {
				await who.peer.leave();
				await back(who);
			}
		}
		// a word from each, heard by all: everything before it was heard too
		for (const { peer } of people) peer.own.set(`label:${files[0]}`, 'red');
		for (const { peer } of people)
			await peer.until(() =>
				people.every((other) => peer.book(other.peer.seat.participantId).get(`label:${files[0]}`) === 'red')
			);
		const truth = await fromLog(live(), gallery.id);
		for (const { peer } of people) expect(booksOf(peer.doc)).toEqual(truth);
		expect(sorted(await durable(live().ctx, gallery.id))).toEqual(truth);
		for (const { peer } of people) await peer.leave();
	});
