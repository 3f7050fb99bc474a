/**
 * What the server announces over Socket.IO (docs/realtime.md, Announcements). Rooms name who may hear it; payloads carry ids and
 * public fields only. `web` is never sent to a browser: it tells web processes what to forget or close.
 */
export type AnnouncementEvent =
	| 'file.added'
	| 'file.changed'
	| 'file.removed'
	| 'order.placed'
	| 'order.changed'
	| 'delivery.sent'
	/** One that belongs to no order; of an order, the order changed. */
	| 'delivery.recalled'
	| 'selection.changed'
	| 'access.changed'
	| 'person.joined'
	| 'people.here'
	| 'gallery.changed'
	| 'mail.changed'
	| 'upload.changed';

export const rooms = {
	/** Clients of a gallery: released values only. */
	client: (galleryId: string) => `client:${galleryId}`,
	/** Members looking at a gallery: current values. */
	studio: (galleryId: string) => `studio:${galleryId}`,
	/** Members on the studio's home: counts of any gallery may have changed. */
	home: (studioId: string) => `home:${studioId}`,
	/** One participant's own sockets. */
	participant: (participantId: string) => `participant:${participantId}`,
	/** Between server processes: never reaches a browser. */
	web: () => 'web'
} as const;
