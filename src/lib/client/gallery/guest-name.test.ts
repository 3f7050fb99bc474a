import { describe, expect, it } from 'vitest';
import { CallFault } from '#lib/client/api.ts';
import type { Seat } from '#lib/contract/seat.ts';
import { GuestName } from './guest-name.svelte.ts';

const seatWith = (needsName: boolean) => ({ needsName }) as unknown as Seat;

function aGuest() {
	const page = { seat: undefined as Seat | undefined, refused: false, done: [] as string[] };
	const name = new GuestName({
		seat: () => page.seat,
		take: async () => {
			if (page.refused) throw new CallFault(422, {}, 'No name');
			page.seat = seatWith(false);
		}
	});
	const wants = (what: string) =>
		name.first(
			() => void page.done.push(what),
			() => void page.done.push(`not ${what}`)
		);
	return { page, name, wants };
}

describe('a guest’s name', () => {
	it('is not asked of somebody who has one', () => {
		const { page, name, wants } = aGuest();
		page.seat = seatWith(false);
		wants('mark');
		expect([page.done, name.asking]).toEqual([['mark'], false]);
	});

	it('refused, is asked on; what was wanted waits', async () => {
		const { page, name, wants } = aGuest();
		Object.assign(page, { seat: seatWith(true), refused: true });
		wants('mark');
		await name.take('');
		expect([page.done, name.asking, name.action.fault?.message]).toEqual([[], true, 'No name']);
	});

	it('is asked for one act: another one drops the first, and closing drops the last', () => {
		const { page, name, wants } = aGuest();
		page.seat = seatWith(true);
		wants('first');
		wants('second');
		expect(page.done).toEqual(['not first']);
		name.closed();
		expect(page.done).toEqual(['not first', 'not second']);
	});

	it('given, lets everything go on that was wanted before there was a seat', async () => {
		const { page, name, wants } = aGuest();
		wants('first');
		wants('second');
		page.seat = seatWith(true);
		name.seated();
		expect([page.done, name.asking]).toEqual([[], true]);
		await name.take('Gus');
		name.closed();
		name.seated();
		expect([page.done, name.asking]).toEqual([['first', 'second'], false]);
	});
});
