import { MANAGERS, MEMBERS, type Row } from '../row.ts';
import { anUnmatched } from '#tests/support/cast/stored.ts';
import { SECRET } from '../scene.ts';

const gallery = '/api/v1/galleries/[gallery]';

/** The API of galleries, their access, their people and their selections. */
export const galleryRows: Row[] = [
	{ route: 'GET /api/v1/galleries', is: MEMBERS, says: SECRET.title },
	{
		route: 'POST /api/v1/galleries',
		is: '401 401 401 401 403 201 201',
		send: { title: 'Spring', preset: 'archive' },
		says: 'Spring',
		leaves: 'announcement fact gallery selection > home gallery.changed'
	},
	{ route: `GET ${gallery}`, is: MEMBERS, says: SECRET.title },
	{
		route: `PATCH ${gallery}`,
		is: MANAGERS,
		send: { title: 'Winter' },
		says: 'Winter',
		leaves: 'announcement fact gallery > client gallery.changed, home gallery.changed, studio gallery.changed'
	},
	{
		route: `DELETE ${gallery}`,
		is: '401 401 401 401 403 204 204',
		query: '?confirm=cancel-items',
		leaves:
			'announcement delivery fact file gallery mail order_item > home gallery.changed, home order.changed, participant order.changed, studio access.changed, studio order.changed, web access.changed'
	},
	{ route: `DELETE ${gallery}`, is: '401 401 401 401 403 409 409' },
	// what is not deleted cannot be brought back
	{ route: `POST ${gallery}/undelete`, is: '401 401 401 401 403 404 404', send: {} },
	{ route: `GET ${gallery}/access`, is: MANAGERS, says: 'cleo@client.test' },
	{
		route: `PUT ${gallery}/access`,
		is: MANAGERS,
		send: { rows: [{ subject: 'cleo@client.test', look: true }] },
		says: 'cleo@client.test',
		leaves: 'access_row announcement fact > studio access.changed, web access.changed'
	},
	{ route: `GET ${gallery}/access/explain`, is: MANAGERS, query: '?email=cleo@client.test', says: 'own-row' },
	{ route: `GET ${gallery}/comments`, is: MEMBERS, says: '[' },
	{ route: `GET ${gallery}/deliveries`, is: MANAGERS, says: '[' },
	{
		route: `POST ${gallery}/deliveries`,
		is: '401 401 401 401 403 201 201',
		send: (s) => ({ fileIds: [s.files.delivered.id], to: ['eva@client.test'] }),
		says: 'eva@client.test',
		leaves:
			'announcement delivery delivery_file delivery_link fact mail > home delivery.sent, studio delivery.sent'
	},
	{ route: `GET ${gallery}/downloads`, is: MANAGERS, says: '[' },
	{ route: `GET ${gallery}/downloads`, is: '401 401 401 401 403 404 404', query: '?before=nothing' },
	{ route: `GET ${gallery}/files`, is: MEMBERS, says: SECRET.proof },
	{ route: `GET ${gallery}/invitations`, is: MANAGERS, says: 'cleo@client.test' },
	{
		route: `POST ${gallery}/invitations`,
		is: MANAGERS,
		send: { to: ['eva@client.test'] },
		says: '/i/',
		leaves: 'access_row announcement fact gallery invitation mail participant > studio access.changed'
	},
	{ route: `GET ${gallery}/cameras`, is: MEMBERS, says: '[' },
	{
		route: `PUT ${gallery}/cameras`,
		is: '401 401 401 401 403 404 404',
		send: { camera: 'nosuch', shiftSeconds: 3480 }
	},
	{
		route: `POST ${gallery}/invitations/preview`,
		is: MANAGERS,
		send: { message: 'by Friday' },
		says: 'by Friday'
	},
	{
		route: `POST ${gallery}/invitations/test`,
		is: MANAGERS,
		send: { message: 'by Friday' },
		says: '@',
		leaves: 'mail'
	},
	{ route: `POST ${gallery}/match`, is: MEMBERS, send: { names: [SECRET.proof] }, says: SECRET.proof },
	{
		route: `POST ${gallery}/orders`,
		is: '401 401 401 401 403 201 201',
		send: (s) => ({ fileIds: [s.files.delivered.id], to: ['eva@client.test'] }),
		says: 'eva@client.test',
		leaves:
			'announcement delivery fact job order_ order_item order_recipient studio > home order.changed, home order.placed, studio order.changed, studio order.placed'
	},
	{ route: `POST ${gallery}/orders/offers`, is: MANAGERS, send: (s) => ({ fileIds: [s.files.replaced.id] }) },
	{
		route: `POST ${gallery}/participants/[participant]/set-aside`,
		is: '401 401 401 401 403 204 204',
		send: { aside: true },
		leaves: 'announcement fact participant > client selection.changed, studio selection.changed'
	},
	{ route: `GET ${gallery}/selections`, is: MEMBERS, says: 'Choice' },
	{
		route: `POST ${gallery}/selections`,
		is: '401 401 401 401 403 201 201',
		send: { name: 'Second' },
		says: 'Second',
		leaves: 'announcement fact selection > client selection.changed, studio selection.changed'
	},
	{
		route: `POST ${gallery}/states`,
		is: MANAGERS,
		send: (s) => ({ fileIds: [s.files.free.id], state: 'UNDEFINED' }),
		says: 'UNDEFINED',
		leaves: 'announcement fact file version > home order.changed, studio file.changed, studio order.changed'
	},
	{
		route: `POST ${gallery}/states`,
		is: '401 401 401 401 404 404 404',
		at: (s) => ({ gallery: s.elsewhere }),
		send: (s) => ({ fileIds: [s.files.free.id], state: 'UNDEFINED' })
	},
	{
		route: `POST ${gallery}/words`,
		is: MANAGERS,
		send: (s) => ({ fileIds: [s.files.free.id], addKeywords: ['gate'] }),
		says: 'described',
		leaves: 'announcement fact file_words > studio file.changed'
	},
	{
		route: `POST ${gallery}/words`,
		is: '401 401 401 401 404 404 404',
		at: (s) => ({ gallery: s.elsewhere }),
		send: (s) => ({ fileIds: [s.files.free.id], caption: 'x' })
	},
	{ route: `GET ${gallery}/unmatched`, is: MEMBERS, says: '[' },
	{ route: `POST ${gallery}/unmatched`, is: MEMBERS, send: { decisions: [] } },
	{
		route: 'DELETE /api/v1/invitations/[invitation]',
		is: '401 401 401 401 403 204 204',
		leaves: 'announcement fact invitation session_participant > studio access.changed, web access.changed'
	},
	{ route: 'GET /api/v1/selections/[selection]', is: MEMBERS, says: SECRET.proof },
	{
		route: 'PATCH /api/v1/selections/[selection]',
		is: MANAGERS,
		send: { name: 'Finals' },
		says: 'Finals',
		leaves: 'announcement fact selection > client selection.changed, studio selection.changed'
	},
	{
		route: 'DELETE /api/v1/selections/[selection]',
		is: '401 401 401 401 403 204 204',
		at: (s) => ({ selection: s.chosen }),
		leaves: 'announcement fact selection > client selection.changed, studio selection.changed'
	},
	{
		route: 'POST /api/v1/selections/[selection]/lock',
		is: MANAGERS,
		says: 'lockedAt',
		leaves:
			'announcement fact gallery participant selection > client selection.changed, studio selection.changed'
	},
	{
		route: 'POST /api/v1/selections/[selection]/reopen',
		is: MANAGERS,
		at: (s) => ({ selection: s.locked }),
		says: 'round',
		leaves: 'announcement fact selection > client selection.changed, studio selection.changed'
	},
	{ route: 'GET /api/v1/selections/[selection]/names', is: MEMBERS, says: '' },
	{ route: 'GET /api/v1/selections/[selection]/names', is: MEMBERS, query: '?format=csv', says: 'Name,RAW' },
	{
		route: 'POST /api/v1/unmatched/[unmatched]',
		is: MANAGERS,
		at: async ({ ctx, gallery: { id } }) => ({ unmatched: (await anUnmatched(ctx, id)).id }),
		send: { discard: true },
		leaves: 'announcement version > studio upload.changed'
	},
	{
		route: 'GET /api/v1/unmatched/[id]/[width].webp',
		is: MEMBERS,
		at: async ({ ctx, gallery: { id } }) => ({ id: (await anUnmatched(ctx, id)).id })
	}
];
