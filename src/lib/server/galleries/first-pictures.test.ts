import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aFile, aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import type { FileOrder } from '#lib/domain/galleries/file-order.ts';
import { firstPictures } from './first-pictures.ts';

let test: TestContext;
beforeEach(async () => void (test = await makeContext()));
afterEach(() => test.close());

type File = Parameters<typeof aFile>[2] & { picture?: boolean };

/** The name of the file that comes first in a gallery of these, put there in this order. */
async function firstOf(orderBy: FileOrder, files: File[]) {
	const gallery = await aGallery(test.ctx, { orderBy });
	const names = new Map<string, string | undefined>();
	for (const { picture = true, ...file } of files)
		names.set((await aFile(test.ctx, gallery.id, file, { picture })).id, file.name);
	return names.get((await firstPictures(test.ctx.db.read, [gallery])).get(gallery.id) ?? '');
}

describe('the first picture of a gallery', () => {
	it('is none where nothing can be pictured', async () => {
		expect(await firstOf('time', [])).toBeUndefined();
		expect(await firstOf('time', [{ name: 'a.psd', picture: false }])).toBeUndefined();
	});

	it('is neither deleted, nor still processed, nor one that cannot be pictured', async () => {
		const files: File[] = [
			{ name: 'a.jpg', capturedAt: 1, deletedAt: 1 },
			{ name: 'b.jpg', capturedAt: 2, status: 'processing' },
			{ name: 'c.jpg', capturedAt: 3, status: 'failed' },
			{ name: 'd.psd', capturedAt: 4, picture: false },
			{ name: 'e.jpg', capturedAt: 5 }
		];
		expect(await firstOf('time', files)).toBe('e.jpg');
	});

	it.each<[string, FileOrder, string, File[]]>([
		[
			'the earliest, whatever came first',
			'time',
			'c.jpg',
			[{ name: 'a.jpg', capturedAt: 20 }, { name: 'b.jpg' }, { name: 'c.jpg', capturedAt: 10 }]
		],
		[
			'of one moment the first by name, as people count',
			'time',
			'x2.jpg',
			[
				{ name: 'x10.jpg', capturedAt: 10 },
				{ name: 'x2.jpg', capturedAt: 10 }
			]
		],
		['by name where no time is known', 'time', 'a.jpg', [{ name: 'b.jpg' }, { name: 'a.jpg' }]],
		[
			'of the first section, as people count',
			'time',
			'b.jpg',
			[
				{ name: 'a.jpg', section: 'part 10', capturedAt: 1 },
				{ name: 'b.jpg', section: 'part 2', capturedAt: 2 }
			]
		],
		[
			'by name where the gallery is',
			'name',
			'a.jpg',
			[
				{ name: 'b.jpg', capturedAt: 1 },
				{ name: 'a.jpg', capturedAt: 2 }
			]
		],
		[
			'by hand where the gallery is, across sections',
			'hand',
			'c.jpg',
			[
				{ name: 'a.jpg', section: 'one', place: 2, capturedAt: 1 },
				{ name: 'b.jpg', section: 'one' },
				{ name: 'c.jpg', section: 'two', place: 1, capturedAt: 2 }
			]
		]
	])('is %s', async (_, orderBy, expected, files) => {
		expect(await firstOf(orderBy, files)).toBe(expected);
	});

	it('is each gallery’s own', async () => {
		const [one, other] = [await aGallery(test.ctx), await aGallery(test.ctx)];
		const a = await aFile(test.ctx, one.id, { capturedAt: 5 });
		const b = await aFile(test.ctx, other.id, { capturedAt: 1 });
		const firsts = await firstPictures(test.ctx.db.read, [one, other]);
		expect([firsts.get(one.id), firsts.get(other.id)]).toEqual([a.id, b.id]);
	});
});
