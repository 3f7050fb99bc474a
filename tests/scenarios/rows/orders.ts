import { MANAGERS, MEMBERS, type Row } from '../row.ts';
import { SECRET } from '../scene.ts';

const order = '/api/v1/orders/[order]';

/** The studio's side of orders and deliveries. */
export const orderRows: Row[] = [
	{ route: 'GET /api/v1/orders', is: MEMBERS, says: SECRET.note },
	{ route: 'GET /api/v1/orders', is: '401 401 401 401 404 404 404', query: '?galleryId=nothing' },
	{ route: `GET ${order}`, is: MEMBERS, says: SECRET.note },
	{
		route: `PATCH ${order}`,
		is: MANAGERS,
		send: { expectedBy: '2030-01-01T00:00:00Z' },
		says: '2030',
		leaves: 'announcement fact order_ > home order.changed, participant order.changed, studio order.changed'
	},
	{
		route: `POST ${order}/start`,
		is: MANAGERS,
		at: (s) => ({ order: s.waiting }),
		says: 'startedAt',
		leaves: 'announcement fact order_ > home order.changed, participant order.changed, studio order.changed'
	},
	{
		route: `POST ${order}/seen`,
		is: MEMBERS,
		says: SECRET.note,
		leaves: 'announcement fact order_ > home order.changed, participant order.changed, studio order.changed'
	},
	{
		route: `POST ${order}/recalculate`,
		is: MANAGERS,
		says: SECRET.note,
		leaves: 'announcement > home order.changed, studio order.changed'
	},
	{
		route: `POST ${order}/deliver`,
		is: MANAGERS,
		says: 'deliveredAt',
		leaves:
			'announcement delivery delivery_file delivery_link fact file gallery mail order_item version > client file.changed, home delivery.sent, participant delivery.sent, studio delivery.sent, studio file.changed'
	},
	{
		route: `POST ${order}/confirm-recipients`,
		is: MANAGERS,
		at: (s) => ({ order: s.done }),
		says: '"unconfirmed":[]',
		leaves:
			'announcement delivery_link fact mail order_recipient > home order.changed, participant order.changed, studio order.changed'
	},
	{
		route: `POST ${order}/hold`,
		is: MANAGERS,
		send: { held: true },
		says: '"held":true',
		leaves: 'announcement delivery > home order.changed, studio order.changed'
	},
	{
		route: `POST ${order}/send-now`,
		is: MANAGERS,
		says: 'deliveredAt',
		leaves:
			'announcement delivery delivery_file delivery_link fact file gallery mail order_item version > client file.changed, home delivery.sent, participant delivery.sent, studio delivery.sent, studio file.changed'
	},
	{
		route: `POST ${order}/items`,
		is: MANAGERS,
		send: (s) => ({ add: [s.files.free.id], withdraw: [] }),
		says: SECRET.note,
		leaves:
			'announcement delivery fact job mail order_item > home order.changed, participant order.changed, studio order.changed'
	},
	{
		route: `POST ${order}/items/[item]/withdraw`,
		is: MANAGERS,
		send: { reason: 'blurred' },
		says: 'cancelled',
		leaves:
			'announcement delivery fact job mail order_item > home order.changed, participant order.changed, studio order.changed'
	},
	{
		route: 'POST /api/v1/deliveries/[delivery]/recall',
		is: MANAGERS,
		says: 'recalledAt',
		leaves: 'announcement delivery fact gallery > home delivery.recalled, studio delivery.recalled'
	},
	{
		route: 'POST /api/v1/deliveries/[delivery]/recall',
		is: MANAGERS,
		send: (s) => ({ fileIds: [s.files.delivered.id] }),
		says: 'recalledFileIds',
		leaves:
			'announcement delivery delivery_file fact gallery > home delivery.recalled, studio delivery.recalled'
	}
];
