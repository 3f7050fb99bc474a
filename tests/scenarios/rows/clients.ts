import { draftFor } from '#lib/server/orders/index.ts';
import { HIDDEN, SECRET, type Scene } from '../scene.ts';
import type { Row } from '../row.ts';

const gallery = '/g/[gallery]';

async function drafted({ ctx, cleo, gallery: { id }, files }: Scene) {
	const fileIds = [files.spare.id];
	const { viewHash } = await draftFor(ctx, cleo, id, { fileIds });
	return { fileIds, viewHash };
}

/** What clients call: by their session only, so a member's browser and a token are nobody here. */
export const clientRows: Row[] = [
	{ route: `GET ${gallery}/files`, is: '401 401 200 200 401 401 401', says: SECRET.proof },
	{
		route: `GET ${gallery}/files`,
		is: '401 401 401 401 200 200 401',
		query: '?as=studio',
		says: HIDDEN.held
	},
	{ route: `GET ${gallery}/marks`, is: '401 401 200 200 401 401 401' },
	{ route: `GET ${gallery}/seat`, is: '401 401 200 200 401 401 401', says: 'Choice' },
	{ route: `GET ${gallery}/seat`, is: '401 401 401 401 200 200 401', query: '?as=studio', says: 'Choice' },
	{ route: `GET ${gallery}/marks`, is: '401 401 401 401 200 200 401', query: '?as=studio' },
	{
		route: `POST ${gallery}/seat`,
		is: '200 200 200 200 200 200 403',
		send: {},
		says: 'participantId',
		leaves: {
			nobody: 'client_session gallery participant session_participant',
			stranger: 'gallery participant session_participant',
			guest: 'announcement gallery participant seat > client person.joined, studio person.joined',
			client: 'announcement gallery participant seat > client person.joined, studio person.joined',
			retoucher: 'client_session gallery participant session_participant',
			photographer: 'client_session gallery participant session_participant'
		}
	},
	{
		route: `POST ${gallery}/seat`,
		is: '401 401 401 401 200 200 403',
		query: '?as=studio',
		send: {},
		says: 'studioClientId',
		leaves: 'gallery participant seat'
	},
	{
		route: `POST ${gallery}/address`,
		is: '401 401 204 409 401 401 403',
		send: { email: 'gus@guest.test' },
		leaves: 'mail mailed_code'
	},
	{
		route: `POST ${gallery}/address/confirm`,
		is: '401 401 410 409 401 401 403',
		send: { email: 'gus@guest.test', code: '123456' }
	},
	{
		route: `POST ${gallery}/order-draft`,
		is: '401 401 200 200 401 401 403',
		send: (s) => ({ fileIds: [s.files.spare.id] }),
		says: 'viewHash'
	},
	{ route: `GET ${gallery}/orders`, is: '401 401 200 200 401 401 401' },
	{
		route: `POST ${gallery}/orders`,
		is: '401 401 403 201 401 401 403',
		send: drafted,
		headers: { 'idempotency-key': 'k' },
		leaves:
			'announcement fact idempotency_key mail order_ order_item order_recipient studio > home order.changed, home order.placed, participant order.placed, studio order.changed, studio order.placed'
	},
	{ route: `POST ${gallery}/orders`, is: '401 401 428 428 401 401 403', send: drafted },
	{
		route: `POST ${gallery}/orders`,
		is: '401 401 403 412 401 401 403',
		send: async (s) => ({ ...(await drafted(s)), viewHash: 'x' }),
		headers: { 'idempotency-key': 'k' }
	},
	{
		route: `POST ${gallery}/selections/[sid]/lock`,
		is: '401 401 403 200 401 401 403',
		at: (s) => ({ sid: s.chosen }),
		says: 'lockedAt',
		leaves: 'announcement fact mail selection > client selection.changed, studio selection.changed'
	},
	{
		route: `POST ${gallery}/archives`,
		is: '404 404 409 201 404 404 403',
		send: { all: true },
		says: '.zip',
		leaves: 'archive'
	},
	{
		route: `GET ${gallery}/archives/[archive].zip`,
		is: '404 404 404 200 404 404 404',
		leaves: 'download_log'
	},
	{ route: `GET ${gallery}/files/[file]/download`, is: '404 404 404 404 404 404 404' },
	{
		route: `GET ${gallery}/files/[file]/download`,
		is: '404 404 404 200 404 404 404',
		at: (s) => ({ file: s.files.delivered.id }),
		leaves: 'download_log'
	},
	{ route: 'GET /r/[gallery]/[file]/[version]/[width].webp', is: '404 404 200 200 200 200 404' },
	{
		route: 'GET /r/[gallery]/[file]/[version]/[width].webp',
		is: '404 404 404 404 404 404 404',
		at: () => ({ version: '2' })
	},
	// none of the scene's pictures moves; who may play one is downloads/film.test.ts
	{ route: 'GET /r/[gallery]/[file]/[version]/film.mp4', is: '404 404 404 404 404 404 404' },
	{ route: 'GET /r/[gallery]/[file]/[version]/film.m3u8', is: '404 404 404 404 404 404 404' },
	{ route: 'GET /r/[gallery]/[file]/[version]/film/[rung].m3u8', is: '404 404 404 404 404 404 404' },
	{ route: 'GET /r/[gallery]/[file]/[version]/film/[rung].mp4', is: '404 404 404 404 404 404 404' },
	{ route: 'GET /o/[order].json', is: '401 401 404 200 401 401 401', says: SECRET.note },
	{
		route: 'POST /o/[order]/items',
		is: '401 401 404 200 401 401 403',
		at: (s) => ({ order: s.waiting }),
		send: (s) => ({ add: [s.files.spare.id] }),
		leaves:
			'announcement fact order_item > home order.changed, participant order.changed, studio order.changed'
	},
	{
		route: 'POST /o/[order]/items',
		is: '401 401 404 409 401 401 403',
		send: (s) => ({ add: [s.files.free.id] })
	},
	{
		route: 'POST /o/[order]/changes',
		is: '401 401 404 404 401 401 403',
		send: (s) => ({ fileId: s.files.proof.id, text: 'brighter' })
	},
	{
		route: 'POST /o/[order]/changes',
		is: '401 401 404 201 401 401 403',
		at: (s) => ({ order: s.done }),
		send: (s) => ({ fileId: s.files.finished.id, text: 'brighter' }),
		says: 'brighter',
		leaves:
			'announcement fact mail order_item > home order.changed, participant order.changed, studio order.changed'
	},
	{
		route: 'POST /o/[order]?/items',
		is: '401 401 404 200 401 401 403',
		at: (s) => ({ order: s.waiting }),
		send: (s) => `add=${s.files.spare.id}`,
		leaves:
			'announcement fact order_item > home order.changed, participant order.changed, studio order.changed'
	},
	{
		route: 'POST /o/[order]?/change',
		is: '401 401 404 200 401 401 403',
		at: (s) => ({ order: s.done }),
		send: (s) => `fileId=${s.files.finished.id}&text=brighter`,
		leaves:
			'announcement fact mail order_item > home order.changed, participant order.changed, studio order.changed'
	},
	{ route: 'GET /o/[order]', is: '401 401 404 200 401 401 401', says: SECRET.note },
	{ route: 'GET /g/[gallery]', is: '200 200 200 200 200 200 200' }
];
