import * as v from 'valibot';
import { ShiftCamera } from '#lib/domain/cameras/shift.ts';
import { CameraView } from '../camera.ts';
import {
	AcceptVersion,
	ChangeFile,
	ChangeWords,
	Decision,
	Decisions,
	DescribeFiles,
	MatchNames,
	RefuseVersion,
	RestoreVersion,
	SetStates,
	UploadOptions
} from '../file-inputs.ts';
import { FileWords } from '../file-words.ts';
import { StudioFile } from '../file.ts';
import { Decided, MatchRow, UnmatchedUpload, UnmatchedView } from '../unmatched.ts';
import { UploadView } from '../upload.ts';
import { Version } from '../version.ts';
import { CONFIRM, type Operation } from './operation.ts';

export const files: readonly Operation[] = [
	{
		call: 'GET /api/v1/galleries/{gallery}/files',
		does: "files in the gallery's order",
		who: 'member',
		gives: { 200: v.array(StudioFile) }
	},
	{
		call: 'PUT /api/v1/galleries/{gallery}/files/{name}',
		does: 'raw bytes: a new file, or a version of the one that matches; the answer has the name as it is kept (composed, decision 40)',
		who: 'member',
		query: UploadOptions.entries,
		takes: 'bytes',
		gives: { 200: StudioFile, 201: StudioFile },
		refuses: [409, 413, 415, 507]
	},
	{
		call: 'GET /api/v1/galleries/{gallery}/cameras',
		does: 'the cameras whose clocks placed its files, the busiest first: `{camera, name, serial?, films, count, firstAt, lastAt, shiftSeconds, fileIds}`',
		who: 'member',
		gives: { 200: v.array(CameraView) }
	},
	{
		call: 'PUT /api/v1/galleries/{gallery}/cameras',
		does: "`{camera, shiftSeconds}`: puts a camera's clock right, 0 takes it back; answers with all of them",
		who: 'member',
		takes: ShiftCamera,
		gives: { 200: v.array(CameraView) }
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/match',
		does: 'where names would go, before a byte is sent',
		who: 'member',
		takes: MatchNames,
		gives: { 200: v.array(MatchRow) }
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/states',
		does: 'sets the state of many files',
		who: 'member',
		takes: SetStates,
		gives: { 200: v.array(StudioFile) }
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/words',
		does: 'title, caption and copyright of many files, and keywords that come or go',
		who: 'member',
		takes: DescribeFiles,
		gives: { 200: v.object({ described: v.number() }) }
	},
	{
		call: 'GET /api/v1/galleries/{gallery}/unmatched',
		does: "uploads that nobody could place, each with `candidates`: files that answer to the name first, then those that wait for a final, the likeliest by look first (`looksAlike`); `fileId`: the one that is proposed; `mine`: the member's own; it closes by itself when the same bytes replace a picture by another way",
		who: 'member',
		gives: { 200: v.array(UnmatchedUpload) }
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/unmatched',
		does: 'decides many of them at once',
		who: 'member',
		takes: Decisions,
		gives: { 200: Decided },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/unmatched/{unmatched}',
		does: 'decides one: `{fileId}`, `{add: true}` or `{discard: true}`',
		who: 'member',
		takes: Decision,
		gives: { 200: v.union([StudioFile, v.array(UnmatchedView)]) },
		refuses: [409]
	},
	{
		call: 'GET /api/v1/unmatched/{unmatched}/{width}.webp',
		does: 'what it looks like',
		who: 'member',
		gives: { 200: 'bytes' }
	},
	{ call: 'GET /api/v1/files/{file}', does: 'one file', who: 'member', gives: { 200: StudioFile } },
	{
		call: 'PATCH /api/v1/files/{file}',
		does: '`{state?, name?, title?}`',
		who: 'member',
		takes: ChangeFile,
		gives: { 200: StudioFile },
		refuses: [409]
	},
	{
		call: 'GET /api/v1/files/{file}/words',
		does: 'title, caption, keywords and copyright: the studio’s own (`own`), else what the file says; its stars and label',
		who: 'member',
		gives: { 200: FileWords }
	},
	{
		call: 'PATCH /api/v1/files/{file}/words',
		does: 'writes them here; `null` goes back to what the file says. The file is not changed',
		who: 'member',
		takes: ChangeWords,
		gives: { 200: FileWords }
	},
	{
		call: 'DELETE /api/v1/files/{file}',
		does: 'hides it, and erases it after 30 days (not what a delivery gave out); `?confirm=cancel-items` where it is under order',
		who: 'member',
		query: { confirm: CONFIRM },
		gives: { 204: 'nothing' },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/files/{file}/undelete',
		does: 'brings it back',
		who: 'member',
		gives: { 200: StudioFile },
		refuses: [410]
	},
	{
		call: 'GET /api/v1/files/{file}/versions',
		does: 'all its versions, each with the `deliveries` that still hand it out (`{id, orderId, number, to: [{email, name}], isServed}`; none to a retoucher)',
		who: 'member',
		gives: { 200: v.array(Version) }
	},
	{
		call: 'GET /api/v1/files/{file}/original',
		does: 'bytes of `?version=`, Range allowed',
		who: 'member',
		query: { version: v.optional(v.string()) },
		gives: { 200: 'bytes', 206: 'bytes' },
		refuses: [416]
	},
	{
		call: 'PUT /api/v1/files/{file}/original',
		does: 'raw bytes: a new version, whatever its name',
		who: 'member',
		query: { state: UploadOptions.entries.state, orderId: UploadOptions.entries.orderId },
		takes: 'bytes',
		gives: { 200: StudioFile },
		refuses: [409, 413, 415, 507]
	},
	{
		call: 'POST /api/v1/files/{file}/restore',
		does: 'makes an earlier `{version}` current again',
		who: 'member',
		takes: RestoreVersion,
		gives: { 200: StudioFile },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/files/{file}/accept',
		does: 'lets a version through that asks',
		who: 'member',
		takes: AcceptVersion,
		gives: { 200: StudioFile },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/files/{file}/refuse',
		does: 'sends it back with a `{note}`',
		who: 'member',
		takes: RefuseVersion,
		gives: { 200: StudioFile },
		refuses: [409]
	},
	{
		call: 'OPTIONS /api/v1/uploads',
		does: 'tus 1.0: what the server can',
		who: 'member',
		gives: { 204: 'nothing' }
	},
	{ call: 'OPTIONS /api/v1/uploads/{upload}', does: 'the same', who: 'member', gives: { 204: 'nothing' } },
	{
		call: 'POST /api/v1/uploads',
		does: 'tus: begins an upload',
		who: 'member',
		gives: { 201: 'nothing' },
		refuses: [409, 410, 412, 413, 415, 507]
	},
	{
		call: 'HEAD /api/v1/uploads/{upload}',
		does: 'tus: how far it came',
		who: 'member',
		gives: { 200: 'nothing' }
	},
	{
		call: 'PATCH /api/v1/uploads/{upload}',
		does: 'tus: the next bytes',
		who: 'member',
		takes: 'bytes',
		gives: { 204: 'nothing' },
		refuses: [409, 410, 412, 413, 415, 507]
	},
	{
		call: 'DELETE /api/v1/uploads/{upload}',
		does: 'tus: gives it up',
		who: 'member',
		gives: { 204: 'nothing' }
	},
	{
		call: 'GET /api/v1/uploads/{upload}',
		does: 'what became of it',
		who: 'member',
		gives: { 200: UploadView }
	}
];
