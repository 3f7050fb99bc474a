import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_RIGHTS } from '#lib/domain/access/rights.ts';
import { aClient, aGallery, ann, aRow, aSession, CHOOSES, LOOKS } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { hashPassword } from '../auth/passwords.ts';
import * as rows from '../db/schema.ts';
import { takeSeat, takeStudioSeat } from './take-seat.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

const browser = (sessionId: string | null) => ({ member: null, sessionId, network: 'n' });
const joined = () =>
	test.ctx.db.read.select().from(rows.announcement).where(eq(rows.announcement.event, 'person.joined')).all();

describe('a client’s seat', () => {
	it('says who they are, what they may, who else is there and what is chosen', async () => {
		const { ctx } = test;
		const gallery = await aGallery(ctx);
		const { sessionId, participantId } = await aClient(ctx, gallery.id, 'cleo');
		const { seat, cookie } = await takeSeat(ctx, browser(sessionId), gallery.id, {});
		expect(seat).toEqual({
			...{ participantId, clientId: 1, epoch: gallery.epoch, name: 'cleo', colour: 1, isMember: false },
			rights: CHOOSES,
			hidesLooking: false,
			people: [
				{
					...{ id: participantId, name: 'cleo', initials: 'CL', colour: 1 },
					...{ isMember: false, isChooser: true, canDecide: false, setAside: false }
				}
			],
			selections: [{ id: gallery.selectionId, name: 'Choice', rule: 'nobody-against', round: 1 }]
		});
		expect(cookie).toBeNull();
	});

	it('is told to the others once', async () => {
		const { ctx } = test;
		const gallery = await aGallery(ctx);
		const { sessionId } = await aClient(ctx, gallery.id, 'cleo');
		for (let i = 0; i < 3; i++) await takeSeat(ctx, browser(sessionId), gallery.id, {});
		expect((await joined()).map(({ room }) => room)).toEqual([
			`client:${gallery.id}`,
			`studio:${gallery.id}`
		]);
	});

	it('does not name to them who was invited and never came', async () => {
		const { ctx } = test;
		const gallery = await aGallery(ctx);
		const { sessionId } = await aClient(ctx, gallery.id, 'cleo');
		await aClient(ctx, gallery.id, 'ben');
		const { seat } = await takeSeat(ctx, browser(sessionId), gallery.id, {});
		expect(seat.people.map(({ name }) => name)).toEqual(['cleo']);
	});

	it('counts client ids by gallery, under load as well', async () => {
		const { ctx } = test;
		const [one, two] = [await aGallery(ctx), await aGallery(ctx)];
		const cleo = await aClient(ctx, one.id, 'cleo');
		const ben = await aClient(ctx, two.id, 'ben');
		const seats = await Promise.all(
			Array.from({ length: 40 }, (_, i) => {
				const [who, gallery] = i % 2 ? [cleo, one] : [ben, two];
				return takeSeat(ctx, browser(who.sessionId), gallery.id, {});
			})
		);
		const ids = (of: string) =>
			seats.flatMap(({ seat }) => (seat.participantId === of ? [seat.clientId] : []));
		for (const who of [cleo, ben])
			expect(ids(who.participantId).sort((a = 0, b = 0) => a - b)).toEqual(
				Array.from({ length: 20 }, (_, i) => i + 1)
			);
	});

	it.each([
		['without a session', null, 'unauthenticated'],
		['with a session of nowhere', 'x', 'unauthenticated']
	])('is refused %s', async (_, sessionId, fault) => {
		const gallery = await aGallery(test.ctx);
		await expect(takeSeat(test.ctx, browser(sessionId), gallery.id, {})).rejects.toMatchObject({ fault });
	});

	it('is refused to a stranger as in a gallery that never was', async () => {
		const { ctx } = test;
		const [theirs, other] = [await aGallery(ctx), await aGallery(ctx)];
		const { sessionId } = await aClient(ctx, theirs.id, 'cleo');
		for (const id of [other.id, 'never'])
			await expect(takeSeat(ctx, browser(sessionId), id, {})).rejects.toMatchObject({ fault: 'not-found' });
	});
});

describe('a guest’s seat', () => {
	const open = async (more = {}) => {
		const gallery = await aGallery(test.ctx);
		await aRow(test.ctx, gallery.id, 'anybody', CHOOSES, more);
		return gallery;
	};

	it('begins with a session, and waits for a name before it has a client id', async () => {
		const { ctx } = test;
		const gallery = await open();
		const first = await takeSeat(ctx, browser(null), gallery.id, {});
		expect(first.cookie).toMatch(/^sid=/);
		expect(first.seat).toMatchObject({ needsName: true, name: '' });
		expect(first.seat.clientId).toBeUndefined();
		expect(await joined()).toEqual([]);
		const { sessionId } = (await ctx.db.read.select().from(rows.sessionParticipant).get()) ?? {
			sessionId: ''
		};
		const named = await takeSeat(ctx, browser(sessionId), gallery.id, { name: 'Gus  Light' });
		expect(named.seat).toMatchObject({
			name: 'Gus Light',
			clientId: 1,
			participantId: first.seat.participantId
		});
		expect(named.seat.people).toMatchObject([{ initials: 'GL', isChooser: true }]);
		expect(named.seat.needsName).toBeUndefined();
		const later = await takeSeat(ctx, browser(sessionId), gallery.id, { name: 'Somebody else' });
		expect(later.seat).toMatchObject({ name: 'Gus Light', clientId: 2 });
	});

	it('is refused where Anybody may not look', async () => {
		const { ctx } = test;
		const gallery = await aGallery(ctx);
		await aRow(ctx, gallery.id, 'anybody', NO_RIGHTS);
		const sessionId = await aSession(ctx);
		await expect(takeSeat(ctx, browser(null), gallery.id, { name: 'Gus' })).rejects.toMatchObject({
			fault: 'unauthenticated'
		});
		await expect(takeSeat(ctx, browser(sessionId), gallery.id, { name: 'Gus' })).rejects.toMatchObject({
			fault: 'not-found'
		});
	});

	it('asks for the passphrase where there is one', async () => {
		const { ctx } = test;
		const gallery = await open({ passphraseHash: await hashPassword('grease pencil') });
		const sit = (passphrase?: string) =>
			takeSeat(ctx, browser(null), gallery.id, { name: 'Gus', ...(passphrase ? { passphrase } : {}) });
		await expect(sit()).rejects.toMatchObject({ fault: 'forbidden', details: { needsPassphrase: true } });
		await expect(sit('wax')).rejects.toMatchObject({ fault: 'forbidden' });
		expect((await sit('grease pencil')).seat.clientId).toBe(1);
	});
});

describe('a member’s seat', () => {
	it('has a client id for each of their two books, and is not told to clients', async () => {
		const { ctx } = test;
		const gallery = await aGallery(ctx);
		const member = await ann(ctx);
		const { seat } = await takeStudioSeat(ctx, { ...browser(null), member }, gallery.id);
		expect(seat).toMatchObject({ clientId: 1, studioClientId: 2, isMember: true, rights: { decide: true } });
		const kept = (await ctx.db.read.select().from(rows.seat).all()).map(({ clientId, book }) => [
			clientId,
			book
		]);
		expect(kept).toEqual([
			[1, seat.participantId],
			[2, `studio:${seat.participantId}`]
		]);
		expect(await joined()).toEqual([]);
		const cleo = await aClient(ctx, gallery.id, 'cleo', LOOKS);
		const theirs = await takeSeat(ctx, browser(cleo.sessionId), gallery.id, {});
		expect(theirs.seat.people.map(({ name }) => name)).toEqual(['cleo']);
	});

	it('needs a member’s session', async () => {
		const { ctx } = test;
		const gallery = await aGallery(ctx);
		const { sessionId } = await aClient(ctx, gallery.id, 'cleo');
		await expect(takeStudioSeat(ctx, browser(sessionId), gallery.id)).rejects.toMatchObject({
			fault: 'unauthenticated'
		});
	});
});
