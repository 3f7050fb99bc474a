import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain } from './explain.ts';
import { resolveInChain, resolveRights, type TableOf } from './resolve.ts';
import { FILE_STATES } from '#lib/domain/states/file-state.ts';
import { DOWNLOADS, NO_RIGHTS, rightsOfRole, withImplications, type Rights } from './rights.ts';
import { ABILITIES, memberCan, needsApproval } from './roles.ts';
import type { Row } from './rows.ts';

const NOW = 1000;
const LOOK: Rights = { ...NO_RIGHTS, look: true };
const ALL: Rights = { ...LOOK, mark: true, order: true, decide: true, download: 'all' };
const row = (subject: string, rights: Partial<Row> = {}): Row => ({
	...NO_RIGHTS,
	look: true,
	subject,
	...rights
});
const ask = (rows: Row[], email: string | null, passphraseGiven = false) =>
	resolveRights({ rows, email, now: NOW, passphraseGiven });

describe('nobody gets in', () => {
	test.each([
		['without any row', [], 'cleo@x.test', 'no-row'],
		['as a guest where only addresses stand', [row('cleo@x.test')], null, 'no-row'],
		['with another address', [row('cleo@x.test')], 'dan@x.test', 'no-row'],
		['where Anybody is off', [row('anybody', { look: false })], null, 'anybody-off'],
		[
			'once their row has expired',
			[row('cleo@x.test', { expiresAt: NOW })],
			'cleo@x.test',
			'own-row-expired'
		],
		[
			'once their row has expired, though Anybody may',
			[row('anybody', ALL), row('cleo@x.test', { expiresAt: 1 })],
			'cleo@x.test',
			'own-row-expired'
		],
		['once Anybody has expired', [row('anybody', { expiresAt: NOW })], null, 'anybody-expired'],
		['without the passphrase', [row('anybody', { ...ALL, hasPassphrase: true })], null, 'passphrase-needed'],
		['with an address called anybody', [row('cleo@x.test')], 'anybody', 'no-row']
	] as const)('%s', (_, rows, email, because) => {
		const resolved = ask([...rows], email);
		expect(resolved.rights).toEqual(NO_RIGHTS);
		expect(resolved.because).toBe(because);
	});

	test('an own row without look gives nothing, whatever else stands in it', () => {
		const resolved = ask([row('anybody', ALL), row('cleo@x.test', { ...ALL, look: false })], 'cleo@x.test');
		expect(resolved).toMatchObject({ rights: NO_RIGHTS, because: 'own-row' });
	});
});

describe('an own row replaces Anybody', () => {
	const rows = [row('anybody', ALL), row('cleo@x.test')];

	test('it gives less when it says less', () => {
		expect(ask(rows, 'cleo@x.test')).toEqual({ rights: LOOK, row: rows[1], because: 'own-row' });
	});

	test('Anybody covers those without a row, guests too', () => {
		expect(ask(rows, 'ben@x.test').rights).toEqual(ALL);
		expect(ask(rows, null).rights).toEqual(ALL);
	});

	test('it needs no passphrase', () => {
		expect(ask([row('anybody', { hasPassphrase: true }), row('cleo@x.test')], 'cleo@x.test').rights).toEqual(
			LOOK
		);
	});

	test('the passphrase opens Anybody', () => {
		expect(ask([row('anybody', { hasPassphrase: true })], null, true)).toMatchObject({
			rights: LOOK,
			because: 'anybody'
		});
	});

	test('a row lasts until its last millisecond', () => {
		expect(ask([row('cleo@x.test', { expiresAt: NOW + 1 })], 'cleo@x.test').rights).toEqual(LOOK);
	});
});

describe('the tree', () => {
	const leaf: TableOf = { id: 'leaf', inherit: true, rows: [row('anybody', ALL)] };
	const middle: TableOf = { id: 'middle', inherit: true, rows: [] };
	const root: TableOf = { id: 'root', inherit: false, rows: [row('cleo@x.test')] };
	const look = (galleries: TableOf[], email = 'cleo@x.test') =>
		resolveInChain({ galleries, email, now: NOW });

	test('rows of a gallery that inherits do not count', () => {
		expect(look([leaf, middle, root], 'dan@x.test')).toMatchObject({ rights: NO_RIGHTS, galleryId: 'root' });
		expect(look([leaf, middle, root])).toMatchObject({ rights: LOOK, galleryId: 'root', because: 'own-row' });
	});

	test('the first own table decides, rows above it are not asked', () => {
		const own = { ...middle, inherit: false, rows: [row('ben@x.test')] };
		expect(look([leaf, own, root])).toMatchObject({
			rights: NO_RIGHTS,
			galleryId: 'middle',
			because: 'no-row'
		});
	});

	test('a root is its own table', () => {
		expect(look([{ ...root, inherit: true }]).rights).toEqual(LOOK);
	});

	test('nothing in the tree is nothing', () => {
		expect(look([])).toMatchObject({ rights: NO_RIGHTS, galleryId: null });
	});

	test.each([
		['the gallery itself', [{ ...leaf, expiresAt: NOW }, middle, root], 'leaf'],
		['the one whose table holds', [leaf, middle, { ...root, expiresAt: NOW }], 'root'],
		['one on the way', [leaf, { ...middle, expiresAt: 5 }, root], 'middle']
	] as [string, TableOf[], string][])('%s has ended', (_, galleries, galleryId) => {
		expect(look(galleries)).toMatchObject({ rights: NO_RIGHTS, because: 'gallery-ended', galleryId });
	});

	test('what ended above the table that holds does not matter', () => {
		const own = { ...leaf, inherit: false };
		expect(look([own, { ...root, expiresAt: 1 }], 'dan@x.test').rights).toEqual(ALL);
	});
});

describe('why can they see this?', () => {
	const galleries = [{ id: 'g', inherit: false, rows: [row('anybody', ALL), row('cleo@x.test')] }];
	const why = (address: string, role: 'photographer' | 'retoucher' | null = null, ordered = true) =>
		explain({ address, role, hasOrders: () => ordered, galleries, now: NOW });

	test('the row and the rule, however the address is written', () => {
		expect(why(' Cleo@X.TEST ')).toMatchObject({
			rights: LOOK,
			because: 'own-row',
			galleryId: 'g',
			role: null
		});
		expect(why('dan@x.test')).toMatchObject({ rights: ALL, because: 'anybody' });
	});

	test('a member by role, no row', () => {
		expect(why('ray@x.test', 'retoucher')).toMatchObject({ row: null, because: 'member', role: 'retoucher' });
		expect(why('ray@x.test', 'retoucher').rights).toMatchObject({ look: true, order: false });
	});

	test('a retoucher sees nothing where nothing is ordered', () => {
		expect(why('ray@x.test', 'retoucher', false)).toMatchObject({
			rights: NO_RIGHTS,
			because: 'member-without-orders'
		});
		expect(why('ann@x.test', 'photographer', false)).toMatchObject({ rights: ALL, because: 'member' });
	});

	test('what is no address is said', () => {
		expect(why('cleo').because).toBe('not-an-address');
	});
});

const flags = { look: fc.boolean(), mark: fc.boolean(), order: fc.boolean(), decide: fc.boolean() };
const states = fc.subarray([...FILE_STATES], { minLength: 1 });
const anyOffers = fc.uniqueArray(fc.record({ product: fc.constantFrom('web', 'print'), states }), {
	selector: ({ product }) => product
});
const anyRights = fc.record({
	...flags,
	download: fc.constantFrom(...DOWNLOADS),
	products: anyOffers
});

test('implications hold for every row, and are settled after one go', () => {
	fc.assert(
		fc.property(anyRights, (rights) => {
			const implied = withImplications(rights);
			if (!implied.look) expect(implied).toEqual(NO_RIGHTS);
			if (implied.decide) expect(implied.mark).toBe(true);
			expect(withImplications(implied)).toEqual(implied);
			expect(rights.look || !implied.mark).toBe(true);
		})
	);
});

test('a row never adds to another one', () => {
	fc.assert(
		fc.property(anyRights, anyRights, (anybody, own) => {
			const rows = [row('anybody', anybody), row('cleo@x.test', own)];
			expect(ask(rows, 'cleo@x.test').rights).toEqual(withImplications(own));
		})
	);
});

describe('members', () => {
	test('a retoucher sees files where there are orders, uploads finals, and nothing else', () => {
		const able = ABILITIES.filter((ability) => memberCan('retoucher', ability));
		expect(able).toEqual(['see-files', 'upload-finals']);
		expect(rightsOfRole('retoucher', () => true)).toEqual({ ...LOOK, download: 'all' });
		expect(rightsOfRole('retoucher', () => false)).toEqual(NO_RIGHTS);
	});

	test.each(['owner', 'photographer'] as const)(
		'%s may everything, but the studio is the owner’s',
		(role) => {
			const not = ABILITIES.filter((ability) => !memberCan(role, ability));
			expect(not).toEqual(role === 'owner' ? [] : ['manage-studio']);
			expect(rightsOfRole(role, () => false)).toEqual(ALL);
		}
	);

	test.each([
		['retoucher', true, true],
		['retoucher', false, false],
		['photographer', true, false],
		['owner', true, false],
		[null, true, false]
	] as const)(
		'a final of %s, where finals of retouchers need an OK: %s, needs one: %s',
		(role, okForRetoucher, needs) => {
			expect(needsApproval(role, { okForRetoucher })).toBe(needs);
		}
	);
});
