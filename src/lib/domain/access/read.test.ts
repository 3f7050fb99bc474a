import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canDownload } from './offers.ts';
import {
	canRead,
	type ArchivePin,
	type BeforePin,
	type DeliveryPin,
	type Reader,
	type VersionFacts
} from './read.ts';
import { NO_RIGHTS, type Download, type Rights } from './rights.ts';

const NOW = 10_000;
const rights = (download: Download, more: Partial<Rights> = {}): Rights => ({
	...NO_RIGHTS,
	look: true,
	download,
	...more
});
const cleo = (download: Download, more: Partial<Rights> = {}): Reader => ({
	kind: 'client',
	participantId: 'cleo',
	email: 'cleo@x.test',
	rights: rights(download, more)
});
const gus: Reader = { kind: 'client', participantId: 'gus', email: null, rights: rights('all') };
const link: Reader = { kind: 'link', deliveryId: 'd1' };

const facts = (change: Partial<VersionFacts> = {}): VersionFacts => ({
	version: 2,
	wasCurrent: true,
	everReleased: true,
	takenBack: false,
	pins: [],
	file: { deleted: false, released: { version: 2, state: 'FINAL' } },
	gallery: { offerDownloads: ['FINAL'] },
	now: NOW,
	...change
});
const released = (version: number, state: 'UNDEFINED' | 'PROOF' | 'FINAL') => ({
	file: { deleted: false, released: { version, state } }
});
const delivery = (change: Partial<DeliveryPin> = {}): DeliveryPin => ({
	kind: 'delivery',
	deliveryId: 'd1',
	recipients: ['cleo@x.test'],
	recalledAt: null,
	expiresAt: null,
	...change
});
const archive = (change: Partial<ArchivePin> = {}): ArchivePin => ({
	kind: 'archive',
	participantId: 'cleo',
	until: NOW + 1,
	state: 'FINAL',
	...change
});
/** Version 2 was delivered by the link, on an order. */
const before = (change: Partial<BeforePin> = {}): BeforePin => ({
	kind: 'before',
	deliveryId: 'd1',
	delivered: 2,
	recalledAt: null,
	expiresAt: null,
	...change
});

type Case = [what: string, reader: Reader, facts: VersionFacts];

describe('an original is not read', () => {
	const refused: Case[] = [
		[
			'by nobody',
			{ kind: 'nobody' },
			facts({ gallery: { offerDownloads: ['UNDEFINED', 'PROOF', 'FINAL'] } })
		],
		['a PROOF where FINAL is offered', cleo('all'), facts(released(2, 'PROOF'))],
		[
			'a PROOF by a row that gives FINAL',
			cleo('final'),
			facts({ ...released(2, 'PROOF'), gallery: { offerDownloads: ['PROOF', 'FINAL'] } })
		],
		['by a row without downloads', cleo('none'), facts()],
		['by a row that lost look', cleo('all', { look: false }), facts()],
		['a final still held back', cleo('all'), facts(released(1, 'FINAL'))],
		['the earlier version', cleo('all'), facts({ version: 1 })],
		[
			'of a deleted picture',
			cleo('all'),
			facts({ file: { deleted: true, released: { version: 2, state: 'FINAL' } } })
		],
		['of a picture never released', cleo('all'), facts({ file: { deleted: false, released: null } })],
		['an incoming version', cleo('all'), facts({ wasCurrent: false })],
		['an incoming version that a pin names', cleo('all'), facts({ wasCurrent: false, pins: [delivery()] })],
		['by the link of another delivery', { kind: 'link', deliveryId: 'd2' }, facts({ pins: [delivery()] })],
		['by a link, though it is offered in the gallery', link, facts()],
		['by a link once recalled', link, facts({ pins: [delivery({ recalledAt: 1 })] })],
		['by a link once expired', link, facts({ pins: [delivery({ expiresAt: NOW })] })],
		['by a recipient once recalled', cleo('none'), facts({ pins: [delivery({ recalledAt: NOW + 5 })] })],
		[
			'by somebody the delivery is not for',
			cleo('none'),
			facts({ pins: [delivery({ recipients: ['ben@x.test'] })] })
		],
		[
			'by a guest, when a recipient has no address',
			gus,
			facts({ ...released(3, 'PROOF'), pins: [delivery({ recipients: [] })] })
		],
		['by a recipient who may no longer look', cleo('all', { look: false }), facts({ pins: [delivery()] })],
		[
			"from another one's archive",
			cleo('all'),
			facts({ version: 1, pins: [archive({ participantId: 'ben' })] })
		],
		['from an archive of yesterday', cleo('all'), facts({ version: 1, pins: [archive({ until: NOW })] })],
		['from their archive without the right', cleo('none'), facts({ version: 1, pins: [archive()] })],
		[
			'a PROOF from their archive, the row now FINAL',
			cleo('final'),
			facts({ version: 1, pins: [archive({ state: 'PROOF' })] })
		],
		[
			'from their archive once taken back',
			cleo('all'),
			facts({ version: 1, takenBack: true, pins: [archive()] })
		],
		[
			'from their archive once restored below it',
			cleo('all'),
			facts({ ...released(1, 'FINAL'), pins: [archive()] })
		],
		[
			'from their archive once it is PROOF again',
			cleo('all'),
			facts({ ...released(2, 'PROOF'), pins: [archive()] })
		],
		[
			'from their archive once deleted',
			cleo('all'),
			facts({
				version: 1,
				pins: [archive()],
				file: { deleted: true, released: { version: 2, state: 'FINAL' } }
			})
		]
	];
	test.each(refused)('%s', (_, reader, version) => {
		expect(canRead(reader, version, 'original')).toBe(false);
	});
});

describe('an original is read', () => {
	const read: Case[] = [
		['a released FINAL', cleo('final'), facts()],
		['a guest with the right', gus, facts()],
		[
			'any offered state by a row that gives all',
			cleo('all'),
			facts({ ...released(2, 'PROOF'), gallery: { offerDownloads: ['PROOF'] } })
		],
		[
			'by a recipient, whatever their row gives',
			cleo('none'),
			facts({ version: 1, ...released(1, 'PROOF'), pins: [delivery()] })
		],
		['by the link', link, facts({ version: 1, pins: [delivery()] })],
		[
			'by the link, though deleted',
			link,
			facts({ file: { deleted: true, released: null }, pins: [delivery()] })
		],
		['by the link, though taken back', link, facts({ takenBack: true, pins: [delivery()] })],
		[
			'by a recipient of two, one recalled',
			cleo('none'),
			facts({ pins: [delivery({ recalledAt: 1 }), delivery({ deliveryId: 'd2' })] })
		],
		['from their archive, replaced since', cleo('final'), facts({ version: 1, pins: [archive()] })],
		[
			'by members, incoming too',
			{ kind: 'member' },
			facts({ wasCurrent: false, file: { deleted: true, released: null } })
		]
	];
	test.each(read)('%s', (_, reader, version) => {
		expect(canRead(reader, version, 'original')).toBe(true);
	});
});

describe('a preview', () => {
	test.each([
		['the released version, without any download', cleo('none'), facts(released(2, 'PROOF')), true],
		['an earlier one that was released', cleo('none'), facts({ version: 1 }), true],
		['an earlier one that never was', cleo('none'), facts({ version: 1, everReleased: false }), false],
		['a version still held back', cleo('all'), facts(released(1, 'PROOF')), false],
		['one released once and lowered since', cleo('all'), facts(released(1, 'PROOF')), false],
		[
			'a version taken back',
			cleo('all'),
			facts({ version: 2, takenBack: true, ...released(3, 'FINAL') }),
			false
		],
		[
			'a version taken back that a delivery pins',
			cleo('none'),
			facts({ takenBack: true, ...released(1, 'PROOF'), pins: [delivery()] }),
			true
		],
		['for a row that lost look', cleo('all', { look: false }), facts(), false],
		[
			'of a deleted picture',
			cleo('all'),
			facts({ file: { deleted: true, released: { version: 2, state: 'FINAL' } } }),
			false
		],
		['by the link', link, facts({ pins: [delivery()] }), true],
		['by a link, of what it does not pin', link, facts(), false],
		['incoming, for members', { kind: 'member' }, facts({ wasCurrent: false }), true],
		['incoming, for clients', cleo('all'), facts({ wasCurrent: false }), false]
	] as [string, Reader, VersionFacts, boolean][])('%s', (_, reader, version, expected) => {
		expect(canRead(reader, version, 'preview')).toBe(expected);
	});
});

describe('what was there before, beside a delivered picture, by the link', () => {
	const earlier = (change: Partial<VersionFacts> = {}) => facts({ version: 1, pins: [before()], ...change });
	test.each([
		['an earlier version that clients saw', link, earlier(), true],
		['also when the picture was restored to it', link, earlier(released(1, 'PROOF')), true],
		['one that was held back', link, earlier({ everReleased: false }), false],
		['one that was taken back', link, earlier({ takenBack: true }), false],
		['one that never became current', link, earlier({ wasCurrent: false }), false],
		['a newer one', link, earlier({ version: 3, ...released(3, 'FINAL') }), false],
		['a newer one that is held back', link, earlier({ version: 3, everReleased: false }), false],
		['of a deleted picture', link, earlier({ file: { deleted: true, released: null } }), false],
		['once recalled', link, earlier({ pins: [before({ recalledAt: 1 })] }), false],
		['once expired', link, earlier({ pins: [before({ expiresAt: NOW })] }), false],
		['by the link of another delivery', link, earlier({ pins: [before({ deliveryId: 'd2' })] }), false],
		['for a delivery without an order', link, earlier({ pins: [] }), false],
		['for nobody', { kind: 'nobody' }, earlier(), false],
		['for a client who may not look', cleo('all', { look: false }), earlier(), false]
	] as [string, Reader, VersionFacts, boolean][])('%s', (_, reader, version, expected) => {
		expect(canRead(reader, version, 'preview')).toBe(expected);
		expect(canRead(reader, version, 'original')).toBe(false);
	});
});

test('whoever reads an original sees its preview', () => {
	const anyFacts = fc.record({
		version: fc.integer({ min: 1, max: 3 }),
		wasCurrent: fc.boolean(),
		everReleased: fc.constant(true),
		takenBack: fc.boolean(),
		pins: fc.array(
			fc.oneof(
				fc.constant(delivery()),
				fc.constant(delivery({ recalledAt: 1 })),
				fc.constant(archive()),
				fc.constant(before())
			)
		),
		file: fc.record({
			deleted: fc.boolean(),
			released: fc.option(
				fc.record({ version: fc.integer({ min: 1, max: 3 }), state: fc.constantFrom('PROOF', 'FINAL') })
			)
		}),
		gallery: fc.constant({ offerDownloads: ['FINAL'] }),
		now: fc.constant(NOW)
	}) as fc.Arbitrary<VersionFacts>;
	const readers = fc.constantFrom(cleo('all'), cleo('final'), cleo('none'), gus, link);
	fc.assert(
		fc.property(readers, anyFacts, (reader, version) => {
			if (canRead(reader, version, 'original')) expect(canRead(reader, version, 'preview')).toBe(true);
		}),
		{ numRuns: 500 }
	);
});

test('buttons and endpoints agree on the released version', () => {
	const states = fc.constantFrom('UNDEFINED', 'PROOF', 'FINAL');
	fc.assert(
		fc.property(
			states,
			fc.uniqueArray(states),
			fc.constantFrom('none', 'final', 'all'),
			(state, offered, download) => {
				const version = facts({ ...released(2, state), gallery: { offerDownloads: offered } });
				expect(canDownload(rights(download), version.file, version.gallery)).toBe(
					canRead(cleo(download), version, 'original')
				);
			}
		)
	);
});

describe('a product', () => {
	const web = { product: 'web' };
	const reads = (reader: Reader, of: VersionFacts, tier = web) => canRead(reader, of, tier);
	const offered = (...states: ('UNDEFINED' | 'PROOF' | 'FINAL')[]) =>
		cleo('none', { products: [{ product: 'web', states }] });
	/** Where no original is offered at all. */
	const open = (change: Partial<VersionFacts> = {}) => facts({ gallery: { offerDownloads: [] }, ...change });

	test.each<[string, Reader, VersionFacts]>([
		['by nobody', { kind: 'nobody' }, open()],
		['by a row that gives every original', cleo('all'), facts()],
		[
			'by a row that gives another one',
			cleo('none', { products: [{ product: 'print', states: ['FINAL'] }] }),
			open()
		],
		['of a PROOF by a row that gives it of finals', offered('FINAL'), open(released(2, 'PROOF'))],
		[
			'by a row that lost look',
			cleo('none', { look: false, products: [{ product: 'web', states: ['FINAL'] }] }),
			open()
		],
		['of a final still held back', offered('FINAL'), open(released(1, 'FINAL'))],
		[
			'of a deleted picture',
			offered('FINAL'),
			open({ file: { deleted: true, released: { version: 2, state: 'FINAL' } } })
		],
		['of a delivery of originals', offered('PROOF'), open({ pins: [delivery()] })],
		['by the link of a delivery of originals', link, open({ pins: [delivery()] })],
		['of an archive whose right is gone', cleo('none'), open({ ...released(3, 'FINAL'), pins: [archive()] })],
		['taken back', offered('FINAL'), open({ ...released(3, 'FINAL'), takenBack: true, pins: [archive()] })]
	])('is not read %s', (_, reader, of) => expect(reads(reader, of)).toBe(false));

	test.each<[string, Reader, VersionFacts]>([
		['by a member', { kind: 'member' }, open()],
		['of a final', offered('FINAL'), open()],
		['of a PROOF where it is given of proofs', offered('PROOF'), open(released(2, 'PROOF'))],
		[
			'of their archive after a newer release',
			offered('FINAL'),
			open({ ...released(3, 'FINAL'), pins: [archive()] })
		]
	])('is read %s', (_, reader, of) => expect(reads(reader, of)).toBe(true));

	test('gives no original', () => expect(canRead(offered('FINAL'), facts(), 'original')).toBe(false));
});
