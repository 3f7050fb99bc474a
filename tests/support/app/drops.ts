import { eq } from 'drizzle-orm';
import { beforeAll, expect } from 'vitest';
import { orderItem, version } from '#lib/server/db/schema.ts';
import { liveFilesOf } from '#lib/server/files/in-order.ts';
import { viewFiles } from '#lib/server/files/queries.ts';
import { anOrderIn } from '#tests/support/cast/cast.ts';
import { damaged, picture } from '#tests/support/media/pictures.ts';
import { remembering } from '#tests/support/media/remembering.ts';
import { realDecoders, uploadingStudio, type UploadingStudio } from './uploads.ts';

/** How finals are dropped. */
export const FINAL = 'state=FINAL&replace=yes';

const T = Date.UTC(2026, 3, 18, 14);
const NOTHING = Buffer.alloc(0);
/** A, B and C as they were shot. */
const proofs: Record<string, Buffer> = {};
/** What may be dropped: other versions of them, and what is none. */
const dropped: Record<string, Buffer> = {};

async function makePictures() {
	for (const [i, name] of ['A', 'B', 'C'].entries()) {
		const shot = { seed: i + 1, takenAt: T + i * 60_000 };
		proofs[name] = await picture({ ...shot, width: 300, height: 200 });
		dropped[name] = await picture({ ...shot, width: 360, height: 240 });
	}
	dropped['same bytes'] = proofs['A'] ?? NOTHING;
	dropped['crop'] = await picture({ seed: 1, width: 200, height: 200, takenAt: T });
	dropped['other'] = await picture({ seed: 9, width: 300, height: 200, takenAt: T + 9_000_000 });
	dropped['stripped'] = await picture({ seed: 1, width: 330, height: 220 });
	dropped['stripped other'] = await picture({ seed: 9, width: 300, height: 200 });
	dropped['damaged'] = damaged(dropped['A'] ?? NOTHING);
	dropped['xmp'] = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>'.padEnd(80));
	dropped['html'] = Buffer.from('<html><body>'.padEnd(100, 'x'));
}

export const bytesOf = (name: string) => dropped[name] ?? NOTHING;

/** Hooks: before each test a gallery on which pictures are dropped. */
export function dropDesk(begin: (desk: DropDesk) => void) {
	beforeAll(makePictures);
	uploadingStudio(
		(studio) => begin(deskOf(studio)),
		() => remembering(realDecoders())
	);
}

export type DropDesk = ReturnType<typeof deskOf>;

function deskOf(studio: UploadingStudio) {
	const { app, uploads, galleryId } = studio;
	const { read } = app.ctx.db;
	const place = (name: string) => `galleries/${galleryId}/files/${encodeURIComponent(name)}`;
	const files = async () => viewFiles(read, await liveFilesOf(read, galleryId));
	return {
		...studio,
		put: uploads.put,
		work: uploads.work,
		files,
		named: async (name: string) => (await files()).find((file) => file.name === name),
		versionsOf: (fileId: string) => read.select().from(version).where(eq(version.fileId, fileId)).all(),
		itemOf: (fileId: string) => read.select().from(orderItem).where(eq(orderItem.fileId, fileId)).get(),
		drop: (name: string, of: string, query: string) => uploads.put(`${place(name)}?${query}`, bytesOf(of)),
		/** A proof that lies there. */
		async proof(name: string, of: string, section = ''): Promise<string> {
			const put = await uploads.put(`${place(name)}?section=${section}`, proofs[of] ?? NOTHING);
			expect(put.status).toBe(201);
			return (await put.json()).id;
		},
		/** Every picture under one order of cleo's. */
		async orderAll(fileIds: string[]): Promise<string> {
			const { id } = await anOrderIn(app.ctx, galleryId, fileIds);
			app.clock.forward(1000);
			return id;
		}
	};
}
