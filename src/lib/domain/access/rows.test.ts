import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { type Rights, NO_RIGHTS, setDownload, turnRight } from './rights.ts';
import { Invite, PutAccess } from './rows.ts';

const row = { subject: 'cleo@x.test', look: true };

describe('an access table is refused', () => {
	test.each([
		['an unknown key', { rows: [], role: 'owner' }],
		['an unknown right', { rows: [{ ...row, admin: true }] }],
		['no address', { rows: [{ subject: 'cleo', look: true }] }],
		['two addresses in one', { rows: [{ subject: 'a@x.test, b@x.test', look: true }] }],
		['no look said', { rows: [{ subject: 'cleo@x.test' }] }],
		['a right as text', { rows: [{ ...row, mark: 'yes' }] }],
		['an unknown download', { rows: [{ ...row, download: 'proof' }] }],
		['one address twice', { rows: [row, { ...row, subject: 'CLEO@x.test' }] }],
		[
			'Anybody twice',
			{
				rows: [
					{ subject: 'anybody', look: true },
					{ subject: 'anybody', look: false }
				]
			}
		],
		['a passphrase for an address', { rows: [{ ...row, passphrase: 'secret' }] }],
		['a short passphrase', { rows: [{ subject: 'anybody', look: true, passphrase: 'abc' }] }],
		['an end without a zone', { rows: [{ ...row, expiresAt: '2026-12-01 10:00' }] }],
		['no rows', { inherit: false }]
	])('%s', (_, input) => {
		expect(v.is(PutAccess, input)).toBe(false);
	});

	test('the refusal names the field', () => {
		const { issues } = v.safeParse(PutAccess, { rows: [{ ...row, passphrase: 'secret' }] });
		expect(issues?.map((issue) => v.getDotPath(issue))).toEqual(['rows.0.passphrase']);
	});
});

test('a row is kept with what it implies, addresses in one form', () => {
	const { inherit, rows } = v.parse(PutAccess, {
		rows: [
			{ subject: 'Cleo@X.Test', look: true, decide: true, expiresAt: '2026-12-01T00:00:00+01:00' },
			{ subject: 'anybody', look: false, mark: true, download: 'all', passphrase: null }
		]
	});
	expect(inherit).toBe(false);
	expect(rows).toEqual([
		{
			subject: 'cleo@x.test',
			look: true,
			mark: true,
			order: false,
			decide: true,
			download: 'none',
			products: [],
			expiresAt: Date.UTC(2026, 10, 30, 23)
		},
		{
			subject: 'anybody',
			look: false,
			mark: false,
			order: false,
			decide: false,
			download: 'none',
			products: [],
			passphrase: null
		}
	]);
});

test('an invitation needs somebody; its rights imply each other', () => {
	expect(v.is(Invite, { to: [] })).toBe(false);
	expect(v.is(Invite, { to: ['a@x.test'], rights: { look: true, owner: true } })).toBe(false);
	expect(v.parse(Invite, { to: ['a@x.test'], rights: { look: true, decide: true } }).rights?.mark).toBe(true);
});

test('a right is turned together with those that it needs and those that need it', () => {
	const all = {
		look: true,
		mark: true,
		order: true,
		decide: true,
		download: 'all',
		products: []
	} as const satisfies Rights;
	expect(turnRight(NO_RIGHTS, 'decide', true)).toEqual({
		...NO_RIGHTS,
		look: true,
		mark: true,
		decide: true
	});
	expect(turnRight(NO_RIGHTS, 'order', true)).toEqual({ ...NO_RIGHTS, look: true, order: true });
	expect(turnRight(all, 'mark', false)).toEqual({ ...all, mark: false, decide: false });
	expect(turnRight(all, 'decide', false)).toEqual({ ...all, decide: false });
	expect(turnRight(all, 'look', false)).toEqual(NO_RIGHTS);
	expect(setDownload(NO_RIGHTS, 'final')).toEqual({ ...NO_RIGHTS, look: true, download: 'final' });
	expect(setDownload(NO_RIGHTS, 'none')).toEqual(NO_RIGHTS);
});
