import { and, eq, inArray } from 'drizzle-orm';
import type { MediaFault } from '#lib/domain/kinds/media-faults.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { needsApproval } from '#lib/domain/access/roles.ts';
import type { Kind } from '#lib/domain/kinds/kinds.ts';
import { kinds } from '#lib/domain/kinds/kinds.ts';
import { findSameProof } from '#lib/domain/matching/proof-doubles.ts';
import { isSameSpelling, nameKey } from '#lib/domain/naming/keys.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Context } from '../context.ts';
import { param, params } from '../db/expressions.ts';
import type { Database, Transaction } from '../db/open.ts';
import { statement } from '../db/statement.ts';
import { file, fileName, version } from '../db/schema.ts';
import { byActor, record } from '../events/index.ts';
import { originalKey } from '../storage/keys.ts';
import type { Gallery } from '../access/index.ts';
import { companionCalled } from './companions.ts';
import { closeSameBytes } from './end-unmatched.ts';
import { insertFile, isCurrentOf, takeNumber } from './file-rows.ts';
import { isFinals, planUpload, type Plan, type UploadIntent } from './plan-upload.ts';
import { putState } from './put-state.ts';
import { fileById, versionByNumber } from './queries.ts';

/** Bytes that lie complete on our disk; `id` names their version and their place in the storage. */
export type Received = { id: string; sha256: string; crc32: number; bytes: number; kind: Kind };

export type Placed =
	| { outcome: 'added' | 'replaced'; fileId: string; versionId: string }
	/** The bytes were there already: nothing new is kept. `unchanged`: the state asked for is set. */
	| { outcome: 'same' | 'unchanged'; fileId: string }
	/** No file could be named: kept a day as an unmatched upload. */
	| { outcome: 'unmatched'; versionId: string; plan: Extract<Plan, { kind: 'undecided' }> };

const GIVEN_UP: MediaFault = 'given-up';
const UNMATCHED_MS = 24 * 3_600_000;

/**
 * Decides once more what complete bytes become, and writes it down: a new file, an incoming version of one, nothing
 * (identical bytes), or an unmatched upload. The version is `processing`; its ingest job is in the same commit.
 */
export async function placeUpload(
	tx: Transaction,
	ctx: Context,
	actor: MemberActor,
	gallery: Gallery,
	intent: UploadIntent,
	received: Received
): Promise<Placed> {
	const plan = await planUpload(tx, gallery, intent);
	const upload = { actor, gallery, intent, received };
	if (plan.kind === 'undecided') return keepUnmatched(tx, ctx, upload, plan);
	if (plan.kind === 'replace') return addVersion(tx, ctx, upload, plan);
	if (plan.kind === 'companion') return addCompanion(tx, ctx, upload, plan);
	const same = isFinals(intent) ? null : await sameProof(tx, gallery.id, intent.name, received.sha256);
	if (!same) return addFile(tx, ctx, upload);
	if (!(await wasGivenUp(tx, same))) return { outcome: 'same', fileId: same };
	return addVersion(tx, ctx, upload, { kind: 'replace', fileId: same, class: null });
}

type Upload = { actor: MemberActor; gallery: Gallery; intent: UploadIntent; received: Received };

const whereAndWho = ({ actor, gallery }: Upload) => ({ galleryId: gallery.id, by: byActor(actor) });

/** The file that ever had this name and these bytes. */
async function sameProof(
	db: Database,
	galleryId: string,
	name: string,
	sha256: string
): Promise<string | null> {
	const owners = (await everCalled(db).all({ galleryId, nameKey: nameKey(name) }))
		.filter((row) => row.deletedAt === null && isSameSpelling(row.name, name))
		.map((row) => row.fileId);
	if (owners.length === 0) return null;
	const kept = await db.select().from(version).where(inArray(version.fileId, owners)).all();
	const known = owners.map((fileId) => ({
		fileId,
		names: [name],
		sha256s: kept.filter((row) => row.fileId === fileId).map((row) => row.sha256)
	}));
	return findSameProof({ name, sha256 }, known);
}

const everCalled = statement((db: Database) =>
	db
		.select({ fileId: file.id, name: fileName.name, deletedAt: file.deletedAt })
		.from(fileName)
		.innerJoin(file, eq(file.id, fileName.fileId))
		.where(and(eq(fileName.galleryId, param('galleryId')), eq(fileName.nameKey, param('nameKey'))))
		.prepare()
);

/** Not the file's fault: the same bytes are taken once more. */
const wasGivenUp = async (db: Database, fileId: string) => (await fileById(db, fileId))?.error === GIVEN_UP;

const waitsForOk = ({ actor, gallery }: Upload) => needsApproval(actor.role, gallery);

// a retoucher's "this one is final as it is" needs the OK like any other final
const isCurrentBytes = async (db: Database, fileId: string, upload: Upload) =>
	!waitsForOk(upload) && (await isCurrentOf(db, fileId, upload.received.sha256));

/** The newest version has these bytes and this wish and is being processed: an answer was lost, and it comes again. */
async function isOnItsWay(
	db: Database,
	fileId: string,
	{ actor, intent, received }: Upload
): Promise<boolean> {
	const row = await fileById(db, fileId);
	const newest = row && (await versionByNumber(db, fileId, row.nextVersion - 1));
	return (
		newest?.status === 'processing' &&
		newest.sha256 === received.sha256 &&
		newest.name === intent.name &&
		newest.wantedState === stateAsked(intent) &&
		newest.orderId === (intent.orderId ?? null) &&
		newest.uploadedRole === actor.role
	);
}

const stateAsked = ({ state, orderId }: UploadIntent): FileState | null =>
	state ?? (orderId ? 'FINAL' : null);

function versionRow(ctx: Context, { actor, gallery, intent, received }: Upload) {
	return {
		id: received.id,
		galleryId: gallery.id,
		name: intent.name,
		section: intent.section,
		storageKey: originalKey(received.id),
		sha256: received.sha256,
		crc32: received.crc32,
		bytes: received.bytes,
		kind: received.kind,
		picture: kinds[received.kind].pictured,
		capture: {},
		wantedState: stateAsked(intent),
		orderId: intent.orderId ?? null,
		dropId: intent.drop ?? null,
		uploadedBy: actor.memberId,
		uploadedRole: actor.role,
		createdAt: ctx.clock.now()
	};
}

function enqueueIngest(tx: Transaction, ctx: Context, { id: versionId, kind }: Upload['received']) {
	const lane = kinds[kind].group === 'video' ? 'ingest-film' : 'ingest';
	return ctx.jobs.enqueue(tx, lane, { versionId }, { key: `ingest:${versionId}` });
}

/** A final beside its picture's: the one that was there by this ending is replaced, as a picture would be. */
async function addCompanion(
	tx: Transaction,
	ctx: Context,
	{ intent, ...upload }: Upload,
	{ fileId, ending }: Extract<Plan, { kind: 'companion' }>
): Promise<Placed> {
	const asFinal = { ...upload, intent: { ...intent, state: 'FINAL' as const } };
	const there = await companionCalled(tx, fileId, ending);
	if (there) return addVersion(tx, ctx, asFinal, { kind: 'replace', fileId: there.id, class: null });
	return addFile(tx, ctx, asFinal, { companionOf: fileId, ending });
}

async function addFile(
	tx: Transaction,
	ctx: Context,
	upload: Upload,
	companion?: { companionOf: string; ending: string }
): Promise<Placed> {
	const { gallery, intent, received } = upload;
	const row = versionRow(ctx, upload);
	const state = row.wantedState ?? gallery.defaultState;
	const fileId = await insertFile(tx, ctx, gallery, { ...intent, ...companion }, state);
	await firstVersion(tx).run({ ...row, fileId });
	await enqueueIngest(tx, ctx, received);
	await record(tx, ctx, { name: 'file.added', ...whereAndWho(upload), fileIds: [fileId] });
	return { outcome: 'added', fileId, versionId: received.id };
}

const firstVersion = statement((tx: Transaction) =>
	tx
		.insert(version)
		.values({
			...params('id', 'fileId', 'galleryId', 'name', 'section', 'storageKey'),
			...params('sha256', 'crc32', 'bytes', 'kind', 'picture', 'capture'),
			...params('wantedState', 'orderId', 'dropId', 'uploadedBy', 'uploadedRole', 'createdAt'),
			n: 1,
			status: 'processing'
		})
		.prepare()
);

async function addVersion(
	tx: Transaction,
	ctx: Context,
	upload: Upload,
	{ fileId, class: matchClass }: Extract<Plan, { kind: 'replace' }>
): Promise<Placed> {
	const { intent, received } = upload;
	const about = { ...whereAndWho(upload), fileIds: [fileId] };
	await closeSameBytes(tx, ctx, { ...about, sha256: received.sha256, fileId });
	if (await isCurrentBytes(tx, fileId, upload)) {
		const state = stateAsked(intent);
		if (state) await putState(tx, ctx, about, state);
		if (state === 'FINAL') await record(tx, ctx, { name: 'file.finalKnown', ...about });
		return { outcome: 'unchanged', fileId };
	}
	if (await isOnItsWay(tx, fileId, upload)) return { outcome: 'unchanged', fileId };
	const match = matchClass === null ? null : { class: matchClass, candidates: [fileId], why: '' };
	const n = await takeNumber(tx, fileId);
	await tx
		.insert(version)
		.values({ ...versionRow(ctx, upload), fileId, n, match, status: 'processing' })
		.run();
	await enqueueIngest(tx, ctx, received);
	await record(tx, ctx, { name: 'version.arrived', ...about, versionId: received.id });
	return { outcome: 'replaced', fileId, versionId: received.id };
}

async function keepUnmatched(
	tx: Transaction,
	ctx: Context,
	upload: Upload,
	plan: Extract<Plan, { kind: 'undecided' }>
): Promise<Placed> {
	const { received } = upload;
	const { class: matchClass, candidates, why } = plan.matched;
	await tx
		.insert(version)
		.values({
			...versionRow(ctx, upload),
			fileId: null,
			n: null,
			status: 'unmatched',
			match: { class: matchClass, candidates, why },
			expiresAt: ctx.clock.now() + UNMATCHED_MS
		})
		.run();
	await enqueueIngest(tx, ctx, received);
	const about = { ...whereAndWho(upload), unmatchedId: received.id };
	await record(tx, ctx, { name: 'unmatched.changed', ...about });
	return { outcome: 'unmatched', versionId: received.id, plan };
}
