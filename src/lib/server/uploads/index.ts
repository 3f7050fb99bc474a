import type { UploadView } from '#lib/contract/upload.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context.ts';
import type { Refusal } from '#lib/domain/fault.ts';
import { problemOfRefusal, type Problem } from '../http/problems.ts';
import type { RawRoute } from '../http/route.ts';
import { putFile, putOriginal } from './put-file.ts';
import { tusHandler } from './tus.ts';
import { findUpload } from './upload-row.ts';

export { cancelUploadsOf } from './upload-row.ts';

const tusMethods = ['POST', 'GET', 'HEAD', 'PATCH', 'DELETE', 'OPTIONS'];

/** Every route that takes the bytes of originals. */
export const uploadRoutes = [
	{ method: ['POST', 'OPTIONS'], path: '/api/v1/uploads', run: tusHandler },
	{
		method: tusMethods.filter((method) => method !== 'POST' && method !== 'GET'),
		path: '/api/v1/uploads/:id',
		run: tusHandler
	},
	{ method: 'PUT', path: '/api/v1/galleries/:gallery/files/:name', run: putFile },
	{ method: 'PUT', path: '/api/v1/files/:file/original', run: putOriginal }
].map((route): RawRoute => ({ ...route, isPatient: true }));

/** How an upload fares: `fileId` once it is a file; `problem` says why it is not. */
export async function uploadStatus(ctx: Context, actor: MemberActor, uploadId: string): Promise<UploadView> {
	const row = await findUpload(ctx, actor, uploadId);
	return {
		...(row.resultFileId && row.status === 'done' ? { fileId: row.resultFileId } : {}),
		status: row.status,
		offset: row.offsetBytes,
		length: row.lengthBytes,
		...(row.problem ? { problem: problemIn(row.problem) } : {})
	};
}

/** Rows of earlier versions hold a problem as it was answered. */
const problemIn = (kept: Refusal | Problem): Problem =>
	'key' in kept ? problemOfRefusal(kept as Refusal) : kept;
