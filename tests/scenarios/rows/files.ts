import { MANAGERS, MEMBERS, type Row } from '../row.ts';
import { anUpload, SECRET, type Scene } from '../scene.ts';
import { metadata } from '#tests/support/app/uploads.ts';

const file = '/api/v1/files/[file]';
const BYTES = Buffer.from('not a picture, but kept all the same');
const tus = { 'tus-resumable': '1.0.0' };

/** The API of files and of what brings bytes in. */
export const fileRows: Row[] = [
	{ route: `GET ${file}`, is: MEMBERS, says: SECRET.proof },
	{
		route: `PATCH ${file}`,
		is: MANAGERS,
		send: { title: 'Blue hour' },
		says: 'Blue hour',
		leaves: 'announcement fact file > studio file.changed'
	},
	{ route: `GET ${file}/words`, is: MEMBERS, says: 'keywords' },
	{
		route: `PATCH ${file}/words`,
		is: MANAGERS,
		send: { caption: 'At the gate' },
		says: 'At the gate',
		leaves: 'announcement fact file_words > studio file.changed'
	},
	{
		route: `DELETE ${file}`,
		is: '401 401 401 401 403 204 204',
		at: (s) => ({ file: s.files.delivered.id }),
		leaves: 'announcement fact file gallery > client file.removed, studio file.removed'
	},
	{ route: `DELETE ${file}`, is: '401 401 401 401 403 409 409' },
	{
		route: `DELETE ${file}`,
		is: '401 401 401 401 403 204 204',
		query: '?confirm=cancel-items',
		leaves:
			'announcement delivery fact file gallery job mail order_item > client file.removed, home order.changed, participant order.changed, studio file.removed, studio order.changed'
	},
	{
		route: `POST ${file}/accept`,
		is: MANAGERS,
		send: { version: 2 },
		says: 'FINAL',
		leaves:
			'announcement delivery fact file job order_item version > home order.changed, studio file.changed, studio order.changed'
	},
	{
		route: `POST ${file}/refuse`,
		is: MANAGERS,
		send: { version: 2, note: 'too warm' },
		says: SECRET.proof,
		leaves: 'announcement fact mail version > home order.changed, studio file.changed, studio order.changed'
	},
	{
		route: `POST ${file}/restore`,
		is: MANAGERS,
		at: (s) => ({ file: s.files.replaced.id }),
		send: { version: 1 },
		says: 'PROOF',
		leaves: 'announcement fact file gallery version > client file.changed, studio file.changed'
	},
	{
		route: `POST ${file}/undelete`,
		is: MANAGERS,
		at: (s) => ({ file: s.files.deleted.id }),
		says: 'DSC_0106',
		leaves: 'announcement fact file > studio file.added'
	},
	{ route: `GET ${file}/versions`, is: MEMBERS, says: 'sha256' },
	{
		route: `GET ${file}/original`,
		is: MEMBERS,
		at: (s) => ({ file: s.files.delivered.id }),
		leaves: 'download_log'
	},
	{
		route: `GET ${file}/original`,
		is: MEMBERS,
		at: (s) => ({ file: s.files.replaced.id }),
		query: '?version=1',
		leaves: 'download_log'
	},
	{
		route: `PUT ${file}/original`,
		is: MEMBERS,
		send: BYTES,
		query: '?state=FINAL',
		says: SECRET.proof,
		leaves: {
			retoucher:
				'announcement fact file job upload version > home order.changed, studio file.changed, studio order.changed, studio upload.changed',
			photographer:
				'announcement delivery fact file job upload version > home order.changed, studio file.changed, studio order.changed, studio upload.changed',
			token:
				'announcement delivery fact file job upload version > home order.changed, studio file.changed, studio order.changed, studio upload.changed'
		}
	},
	{
		route: 'PUT /api/v1/galleries/[gallery]/files/[name]',
		is: '401 401 401 401 403 201 201',
		send: BYTES,
		says: 'NEW_1',
		leaves: 'announcement fact file file_name job version > studio file.added'
	},
	{
		route: 'POST /api/v1/uploads',
		is: '401 401 401 401 403 201 201',
		headers: (s) => ({
			...tus,
			'upload-length': '9',
			'upload-metadata': metadata({ galleryId: s.gallery.id, filename: 'IMG_11.jpg' })
		}),
		leaves: 'announcement upload > studio upload.changed'
	},
	{
		route: 'POST /api/v1/uploads',
		is: '401 401 401 401 201 201 201',
		headers: (s) => ({
			...tus,
			'upload-length': '9',
			'upload-metadata': metadata({
				galleryId: s.gallery.id,
				filename: 'final.jpg',
				fileId: s.files.proof.id,
				state: 'FINAL'
			})
		}),
		leaves: {
			retoucher: 'announcement upload > home order.changed, studio order.changed, studio upload.changed',
			photographer:
				'announcement delivery job upload > home order.changed, studio order.changed, studio upload.changed',
			token:
				'announcement delivery job upload > home order.changed, studio order.changed, studio upload.changed'
		}
	},
	{ route: 'OPTIONS /api/v1/uploads', is: '401 401 401 401 204 204 204' },
	{ route: 'OPTIONS /api/v1/uploads/[id]', is: '401 401 401 401 204 204 204', at: begun },
	{ route: 'HEAD /api/v1/uploads/[id]', is: '401 401 401 401 404 200 200', at: begun, headers: tus },
	{
		route: 'PATCH /api/v1/uploads/[id]',
		is: '401 401 401 401 404 204 204',
		at: begun,
		headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
		send: BYTES,
		leaves: 'upload'
	},
	{
		route: 'DELETE /api/v1/uploads/[id]',
		is: '401 401 401 401 404 204 204',
		at: begun,
		headers: tus,
		leaves: 'announcement upload > studio upload.changed'
	},
	{
		route: 'GET /api/v1/uploads/[upload]',
		is: '401 401 401 401 404 200 200',
		at: async (s) => ({ upload: (await begun(s)).id }),
		says: 'receiving'
	}
];

async function begun({ ctx, gallery, annId }: Scene) {
	return { id: await anUpload(ctx, gallery.id, annId) };
}
