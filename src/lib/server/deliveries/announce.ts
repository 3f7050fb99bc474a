import { rooms, type AnnouncementEvent } from '#lib/realtime/announcements.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db/open.ts';

type Place = { id: string; studioId: string };
type DeliveryEvent = Extract<AnnouncementEvent, 'delivery.sent' | 'delivery.recalled'>;

/** Tells the studio of a delivery that belongs to no order; one of an order is told with the order. */
export function announceDelivery(
	tx: Transaction,
	ctx: Context,
	{ id: galleryId, studioId }: Place,
	event: DeliveryEvent,
	deliveryId: string
) {
	for (const room of [rooms.studio(galleryId), rooms.home(studioId)])
		ctx.hub.announce(tx, room, event, { galleryId, deliveryId });
}
