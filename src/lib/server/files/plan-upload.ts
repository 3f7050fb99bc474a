import type { Database } from '../db/open.ts';
import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import * as v from 'valibot';
import type { UploadOptions } from '#lib/contract/file-inputs.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import { memberCan } from '#lib/domain/access/roles.ts';
import { AppError } from '#lib/domain/fault.ts';
import { isDangerous } from '#lib/domain/kinds/danger.ts';
import type { MatchClass } from '#lib/domain/matching/candidates.ts';
import { matchDrops, type Matched } from '#lib/domain/matching/match-drops.ts';
import { file, upload } from '../db/schema.ts';
import { notFound, type Gallery } from '../access/index.ts';
import { acceptedSuffixes } from './accepted-suffixes.ts';
import { candidatesFor, candidatesOf, orderFileIds } from './candidates.ts';
import { companionEndings } from './companions.ts';
import { presentCandidates } from './present-candidates.ts';

export type UploadIntent = v.InferOutput<typeof UploadOptions> & {
	galleryId: string;
	name: string;
	/** Replace this very file, whatever the name. */
	fileId?: string | undefined;
	/** The upload's own id, so that it is not taken for a second one of its drop. */
	uploadId?: string | undefined;
};

export type Plan =
	| { kind: 'add' }
	/** `class` null: a person chose the file. */
	| { kind: 'replace'; fileId: string; class: MatchClass | null }
	/** It goes with this picture, under this ending. */
	| { kind: 'companion'; fileId: string; ending: string }
	/** Nobody can know: refused, or with match=ask kept as a question. */
	| { kind: 'undecided'; fault: 'conflict' | 'not-found'; matched: Matched };

/** Finals replace; everything else is added. */
export const isFinals = ({ state, replace, orderId, fileId }: UploadIntent) =>
	replace || state === 'FINAL' || orderId !== undefined || fileId !== undefined;

/** Who may upload what: a retoucher finals for pictures that are there, nothing else. */
export function allowUpload(actor: MemberActor, intent: UploadIntent) {
	if (memberCan(actor.role, 'upload')) return;
	const onlyFinal = intent.state === undefined || intent.state === 'FINAL';
	if (memberCan(actor.role, 'upload-finals') && isFinals(intent) && onlyFinal && !intent.add) return;
	throw new AppError('forbidden', 'faults:files.finals-only');
}

/** By its name alone a page, a script or a program is refused before a byte is sent. */
export function refuseDangerousName(name: string) {
	if (isDangerous(new Uint8Array(), name)) throw dangerous();
}

export const dangerous = () => new AppError('wrong-type', 'faults:files.dangerous');
export const empty = () => new AppError('invalid', 'faults:files.empty');

/** Which file the upload belongs to as things stand now; asked when it is created and again at its end. */
export async function planUpload(db: Database, gallery: Gallery, intent: UploadIntent): Promise<Plan> {
	const ordered = intent.orderId ? await orderFileIds(db, gallery.id, intent.orderId) : [];
	if (intent.fileId)
		return { kind: 'replace', fileId: await fileHere(db, gallery.id, intent.fileId), class: null };
	if (!isFinals(intent)) return { kind: 'add' };
	const matched = await matchName(db, gallery, intent, ordered);
	if (matched.fileId && matched.verdict === 'companion')
		return { kind: 'companion', fileId: matched.fileId, ending: matched.suffix ?? '' };
	if (matched.fileId && (matched.verdict === 'sure' || matched.verdict === 'identical')) {
		if (!(await isTaken(db, matched.fileId, intent)))
			return { kind: 'replace', fileId: matched.fileId, class: matched.class };
		return undecided('conflict', { ...matched, verdict: 'ambiguous', why: 'several-drops', fileId: null });
	}
	if (matched.verdict === 'new' || matched.verdict === 'set-aside')
		return intent.add ? { kind: 'add' } : undecided('not-found', matched);
	return undecided('conflict', matched);
}

const undecided = (fault: 'conflict' | 'not-found', matched: Matched): Plan => ({
	kind: 'undecided',
	fault,
	matched
});

/** The file, if it is one of this gallery. */
export async function fileHere(db: Database, galleryId: string, fileId: string): Promise<string> {
	const here = and(eq(file.id, fileId), eq(file.galleryId, galleryId), isNull(file.deletedAt));
	if (!(await db.select({ id: file.id }).from(file).where(here).get())) throw notFound();
	return fileId;
}

async function matchName(
	db: Database,
	gallery: Gallery,
	{ name, section, match }: UploadIntent,
	ordered: string[]
): Promise<Matched> {
	const galleryFiles = await candidatesFor(db, gallery.id, [name]);
	const [matched] = matchDrops({
		drops: [{ name, section: section || null }],
		orderFiles: await candidatesOf(db, ordered),
		galleryFiles,
		mode: match,
		acceptSuffixes: await acceptedSuffixes(db, gallery),
		companionEndings: await companionEndings(db, gallery)
	});
	if (!matched) throw new Error('One drop has one answer');
	return matched;
}

/** Another upload of the same drop goes to this file already: two for one are shown, never guessed. */
export async function isTaken(
	db: Database,
	fileId: string,
	{ drop, uploadId = '' }: Pick<UploadIntent, 'drop' | 'uploadId'>
): Promise<boolean> {
	if (!drop) return false;
	const other = and(
		eq(upload.dropId, drop),
		eq(upload.resultFileId, fileId),
		ne(upload.id, uploadId),
		inArray(upload.status, ['receiving', 'done'])
	);
	return (await db.select({ id: upload.id }).from(upload).where(other).get()) !== undefined;
}

/** The refusal of an upload that nobody can place, with the files that it could have meant. */
export async function unplaceable(
	db: Database,
	name: string,
	{ fault, matched }: Extract<Plan, { kind: 'undecided' }>,
	more = {}
) {
	const key =
		fault === 'not-found' ? 'no-match' : matched.why === 'several-drops' ? 'several-drops' : 'ambiguous';
	const candidates = await presentCandidates(db, matched.candidates);
	return new AppError(fault, `faults:files.${key}`, { name }, { candidates, ...more });
}
