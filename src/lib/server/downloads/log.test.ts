import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#lib/domain/access/actor.ts';
import { aMember } from '#tests/support/cast/cast.ts';
import { eventually } from '#tests/support/cast/eventually.ts';
import { aDelivery, aStoredFile } from '#tests/support/cast/stored.ts';
import { bytesOf, pinsOf, startTaking, type Taking } from '#tests/support/app/taking.ts';
import { listDownloads } from './list-downloads.ts';
import { logDownload } from './log.ts';

let test: Taking;
beforeEach(async () => {
	test = await startTaking();
});
afterEach(() => test.close());

const HOUR_MS = 3_600_000;
const link = (linkId = 'l1'): Actor => ({ kind: 'link', linkId, deliveryId: 'd', email: 'cleo@client.test' });

/** What is written down of pieces `[first, last, minutes that it took]` of 100 bytes, one after the other. */
async function logged(pieces: [first: number, last: number, minutes?: number][], pauseMs = 1000) {
	for (const [first, last, minutes = 0] of pieces) {
		const startedAt = test.clock.now();
		test.clock.forward(minutes * 60_000);
		const fetched = { actor: link(), what: 'a.jpg', galleryId: 'g', fileId: 'f', versionId: 'v' };
		await logDownload(test.ctx, fetched, { span: [first, last], sizeBytes: 100, startedAt });
		test.clock.forward(pauseMs);
	}
	return (await test.logged()).map(({ bytes, complete }) => `${bytes}${complete ? '' : ' of 100'}`);
}

describe('one row a download', () => {
	it.each<[string, [number, number, number?][], string[]]>([
		['a whole one', [[0, 99]], ['100']],
		['an aborted one', [[0, 29]], ['30 of 100']],
		[
			'one that was cut and went on',
			[
				[0, 29],
				[30, 99]
			],
			['100']
		],
		[
			'one that went on a little earlier than it was cut',
			[
				[0, 39],
				[30, 99]
			],
			['100']
		],
		[
			'one cut five times',
			[
				[0, 9],
				[10, 19],
				[20, 39],
				[40, 79],
				[80, 99]
			],
			['100']
		],
		[
			'one that was begun anew after a cut',
			[
				[0, 29],
				[0, 99]
			],
			['100']
		],
		[
			'a program that takes it in quarters, the last first',
			[
				[75, 99],
				[0, 24],
				[50, 74],
				[25, 49]
			],
			['100']
		],
		[
			'a player that looks at both ends first',
			[
				[0, 1],
				[90, 99],
				[0, 99]
			],
			['100']
		],
		[
			'a piece that never comes',
			[
				[0, 24],
				[50, 99]
			],
			['75 of 100']
		],
		[
			'two whole ones',
			[
				[0, 99],
				[0, 99]
			],
			['100', '100']
		],
		[
			'two, the second in pieces',
			[
				[0, 99],
				[0, 49],
				[50, 99]
			],
			['100', '100']
		],
		[
			'a look at its beginning afterwards',
			[
				[0, 99],
				[0, 9]
			],
			['100', '10 of 100']
		]
	])('%s', async (_, pieces, rows) => {
		expect(await logged(pieces)).toEqual(rows);
	});

	it('a slow piece that overlaps ends after the whole is there, and is no download of its own', async () => {
		expect(await logged([[0, 99, 5]], 0)).toEqual(['100']);
		const fetched = { actor: link(), what: 'a.jpg', galleryId: 'g', fileId: 'f', versionId: 'v' };
		const startedAt = test.clock.now() - 60_000;
		await logDownload(test.ctx, fetched, { span: [40, 60], sizeBytes: 100, startedAt });
		expect(await test.logged()).toMatchObject([{ bytes: 100, complete: true }]);
	});

	it('that goes on the next morning is the same, the day after it is another', async () => {
		expect(
			await logged(
				[
					[0, 9],
					[10, 19]
				],
				12 * HOUR_MS
			)
		).toEqual(['20 of 100']);
		test.clock.forward(12 * HOUR_MS);
		expect(await logged([[20, 29]])).toEqual(['20 of 100', '10 of 100']);
	});

	it('stands where it began, however late it ended', async () => {
		const began = test.clock.now();
		await logged(
			[
				[0, 29],
				[30, 99]
			],
			HOUR_MS
		);
		expect(await test.logged()).toMatchObject([{ at: began, lastAt: began + HOUR_MS }]);
	});

	it.each([
		['by another link', { actor: link('l2') }],
		['of another version', { versionId: 'v2' }],
		['of another file', { fileId: 'f2' }],
		['as part of an archive', { archiveId: 'a', versionId: null, fileId: null }],
		['from a delivery', { deliveryId: 'd' }]
	])('%s is another', async (_, other) => {
		const fetched = { actor: link(), what: 'a.jpg', galleryId: 'g', fileId: 'f', versionId: 'v' };
		for (const [span, each] of [
			[[0, 49], fetched],
			[[50, 99], { ...fetched, ...other }]
		] as const)
			await logDownload(test.ctx, each, { span, sizeBytes: 100, startedAt: test.clock.now() });
		expect((await test.logged()).map(({ bytes }) => bytes)).toEqual([50, 50]);
	});

	it('of a program that takes every other byte has an end', async () => {
		const fetched = { actor: link(), what: 'a.jpg', galleryId: 'g', versionId: 'v' };
		for (let at = 0; at < 500; at += 2)
			await logDownload(test.ctx, fetched, { span: [at, at], sizeBytes: 1000, startedAt: test.clock.now() });
		const pieces = (await test.logged()).map(({ spans }) => spans?.length ?? 0);
		expect(pieces.toSorted((a, b) => b - a)).toEqual([200, 50]);
	});
});

it('four pieces fetched at once by a download manager are one row, with the size of the whole', async () => {
	const { id } = await test.aGalleryToTake();
	const file = await aStoredFile(test.ctx, id, { name: 'a.jpg', bytes: test.ctx.ids.bytes(40_000) });
	const { token, id: deliveryId } = await aDelivery(test.ctx, id, pinsOf([file]));
	const path = `/d/${token}/files/${file.id}`;
	const piece = async (n: number) => {
		const range = `bytes=${n * 10_000}-${n * 10_000 + 9_999}`;
		return bytesOf(await test.front.fetch(path, { headers: { range } }));
	};
	expect(Buffer.concat(await Promise.all([0, 1, 2, 3].map(piece))).equals(file.content)).toBe(true);
	const ann = await aMember(test.ctx, 'ann', 'photographer');
	await eventually(async () =>
		expect((await listDownloads(test.ctx, ann, id)).downloads).toMatchObject([
			{
				who: { kind: 'link', name: 'cleo@client.test' },
				deliveryId,
				bytes: 40_000,
				size: 40_000,
				complete: true
			}
		])
	);
});
