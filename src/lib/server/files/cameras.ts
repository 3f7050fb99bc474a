import { and, asc, eq, inArray } from 'drizzle-orm';
import type { CameraView } from '#lib/contract/camera.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { cameraKey, cameraName, cameraSerial } from '#lib/domain/cameras/camera.ts';
import type { ShiftCamera } from '#lib/domain/cameras/shift.ts';
import { kindFacts } from '#lib/domain/kinds/kinds.ts';
import { findVisibleGallery, notFound, requireAbility } from '../access/index.ts';
import type { Context } from '../context.ts';
import { inJson, incrementBy } from '../db/expressions.ts';
import type { Database, Transaction } from '../db/open.ts';
import { cameraShift, file, version } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { iso, type VersionRow } from './present.ts';

type Placing = Pick<VersionRow, 'kind' | 'capture'>;

const keyOf = ({ kind, capture }: Placing) => cameraKey(capture, isFilm(kind));
const isFilm = (kind: string) => kindFacts(kind).group === 'video';

/** Every camera of a gallery whose clock placed a picture, the busiest first. */
export async function listCameras(
	ctx: Context,
	actor: MemberActor,
	galleryId: string
): Promise<CameraView[]> {
	await findVisibleGallery(ctx.db.read, actor, galleryId, ctx.clock.now());
	return viewCameras(ctx.db.read, galleryId);
}

/**
 * Says by how much a camera's clock was wrong: all its pictures, deleted ones too, and those that come later stand where
 * they belong from this commit on. The same shift again changes nothing; 0 takes it back.
 */
export async function shiftCamera(
	ctx: Context,
	actor: MemberActor,
	galleryId: string,
	{ camera, shiftSeconds }: ShiftCamera
): Promise<CameraView[]> {
	return ctx.db.transaction(async (tx) => {
		await findVisibleGallery(tx, actor, galleryId, ctx.clock.now());
		requireAbility(actor, 'manage-files');
		const fileIds = (await placedBy(tx, galleryId)).get(camera)?.fileIds;
		if (!fileIds) throw notFound();
		const byMs = (shiftSeconds - ((await shiftsOf(tx, galleryId)).get(camera) ?? 0)) * 1000;
		if (byMs !== 0) {
			await put(tx, galleryId, camera, shiftSeconds);
			const capturedAt = incrementBy(file.capturedAt, byMs);
			await tx.update(file).set({ capturedAt }).where(inJson(file.id, fileIds)).run();
			const about = { galleryId, by: byActor(actor), changed: ['cameraShift'] };
			await record(tx, ctx, { name: 'gallery.changed', ...about });
		}
		return viewCameras(tx, galleryId);
	});
}

/** When a version was taken, by the clock on the wall: what its camera showed, put right. */
export async function takenAtOf(
	tx: Transaction,
	{ galleryId, kind, capture }: VersionRow
): Promise<number | null> {
	if (capture.takenAt === undefined) return null;
	return capture.takenAt + ((await shiftsOf(tx, galleryId)).get(keyOf({ kind, capture })) ?? 0) * 1000;
}

async function viewCameras(db: Database, galleryId: string): Promise<CameraView[]> {
	const shifts = await shiftsOf(db, galleryId);
	const rows = await db.select().from(file).where(eq(file.galleryId, galleryId)).all();
	const times = new Map(
		rows.flatMap(({ id, capturedAt, deletedAt }) =>
			capturedAt === null || deletedAt !== null ? [] : [[id, capturedAt] as const]
		)
	);
	return [...(await placedBy(db, galleryId))]
		.flatMap(([camera, { first, fileIds: all }]) => {
			const fileIds = all.filter((id) => times.has(id));
			const at = fileIds.map((id) => times.get(id) ?? 0).sort((a, b) => a - b);
			const [earliest, latest] = [at[0], at.at(-1)];
			if (earliest === undefined || latest === undefined) return [];
			const serial = cameraSerial(first.capture);
			return [
				{
					...{ camera, name: cameraName(first.capture), ...(serial ? { serial } : {}) },
					...{ films: isFilm(first.kind), count: fileIds.length },
					...{ firstAt: iso(earliest), lastAt: iso(latest) },
					...{ shiftSeconds: shifts.get(camera) ?? 0, fileIds }
				}
			];
		})
		.sort((a, b) => b.count - a.count || (a.camera < b.camera ? -1 : 1));
}

/** Files by the camera of the version that gave them their time: the first processed one that has any. */
async function placedBy(db: Database, galleryId: string) {
	const rows = await db
		.select({ fileId: version.fileId, kind: version.kind, capture: version.capture })
		.from(version)
		.where(and(eq(version.galleryId, galleryId), inArray(version.status, ['current', 'past'])))
		.orderBy(asc(version.n))
		.all();
	const seen = new Set<string>();
	const cameras = new Map<string, { first: Placing; fileIds: string[] }>();
	for (const row of rows) {
		if (row.fileId === null || row.capture.takenAt === undefined || seen.has(row.fileId)) continue;
		seen.add(row.fileId);
		const key = keyOf(row);
		const known = cameras.get(key) ?? { first: row, fileIds: [] };
		known.fileIds.push(row.fileId);
		cameras.set(key, known);
	}
	return cameras;
}

async function shiftsOf(db: Database, galleryId: string): Promise<ReadonlyMap<string, number>> {
	const rows = await db.select().from(cameraShift).where(eq(cameraShift.galleryId, galleryId)).all();
	return new Map(rows.map(({ camera, shiftSeconds }) => [camera, shiftSeconds]));
}

async function put(tx: Transaction, galleryId: string, camera: string, shiftSeconds: number) {
	const target = [cameraShift.galleryId, cameraShift.camera];
	if (shiftSeconds === 0)
		await tx
			.delete(cameraShift)
			.where(and(eq(cameraShift.galleryId, galleryId), eq(cameraShift.camera, camera)))
			.run();
	else
		await tx
			.insert(cameraShift)
			.values({ galleryId, camera, shiftSeconds })
			.onConflictDoUpdate({ target, set: { shiftSeconds } })
			.run();
}
