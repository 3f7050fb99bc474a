/** What other features may use of files: their views, their states, and how versions come and go. */
export { acceptVersion, refuseVersion } from './accept-version.ts';
export { forgetOtherSuffixes, rememberedBy } from './accepted-suffixes.ts';
export { listCameras, shiftCamera } from './cameras.ts';
export { changeFile, setStates } from './change-file.ts';
export { decideAll, decideUnmatched } from './decide-unmatched.ts';
export { deleteFiles, KEPT_DELETED_MS, undeleteFile } from './delete-file.ts';
export { giveUpVersion, ingestVersion } from './ingest-version.ts';
export { giveUpFilm, prepareFilm } from './prepare-film.ts';
export { companionEndings, companionsOf, releasedCompanions } from './companions.ts';
export { giveUpLadder, prepareLadder } from './prepare-ladder.ts';
export { earlierInGallery, earlierThan, type EarlierRow } from './earlier.ts';
export { eraseEnded } from './erase-ended.ts';
export { filesInOrder, type FileRow as OrderingRow } from './in-order.ts';
export { matchTable } from './match-table.ts';
export { placeUpload, type Placed, type Received } from './place-upload.ts';
export {
	allowUpload,
	dangerous,
	empty,
	isFinals,
	planUpload,
	refuseDangerousName,
	unplaceable,
	type Plan,
	type UploadIntent
} from './plan-upload.ts';
export {
	errorOf,
	iso,
	presentReleased,
	remarkOf,
	renditionsForClients,
	renditionUrl,
	renditionViews,
	shownColumns,
	type FileRow,
	type VersionRow
} from './present.ts';
export {
	filesById,
	findVisibleFile,
	versionByNumber,
	viewFile,
	viewFiles,
	type VisibleFile
} from './queries.ts';
export { namedAlike } from './named-alike.ts';
export { releasedOrder } from './released-order.ts';
export { restoreReleased, restoreVersion } from './restore-version.ts';
export { listUnmatched } from './unmatched.ts';
export { readGalleryFiles, releasedFiles } from './gallery-body.ts';
export { listFiles, listFilesJson, listFirstFiles, readFile } from './list-files.ts';
export { giveUpPicture, pictureKept, planKeptPictures } from './picture-kept.ts';
export { pendingItemsOf } from './pending-items.ts';
export { rawNamesOf } from './raw-names.ts';
export { readUnmatchedPicture } from './unmatched-picture.ts';
export { removeOrphans, SET_ASIDE_MS } from './remove-orphans.ts';
export { changeWords, describeFiles, readWords } from './words.ts';
export { readLookProgress } from './look-progress.ts';
export { makeLook } from './make-look.ts';
export { planLook, proofsIn } from './plan-looks.ts';
export { listDeletedFiles } from './list-deleted.ts';
