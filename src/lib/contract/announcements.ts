import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { ReleasedFacts, StudioFile } from './file.ts';
import { MailStatus } from './mail.ts';
import { OrderNews, StudioOrderNews } from './order.ts';
import { Person, SeatSelection } from './seat.ts';

/** Rooms name who may hear an announcement (docs/realtime.md); each kind has a pattern that no other has. */
export type Room<A extends Audience = Audience> = ReturnType<(typeof rooms)[A]>;

export const rooms = {
	/** Clients of a gallery: released values only. */
	client: (galleryId: string) => `client:${galleryId}` as const,
	/** Members looking at a gallery: current values. */
	studio: (galleryId: string) => `studio:${galleryId}` as const,
	/** Members on the studio's home: counts of any gallery may have changed. */
	home: (studioId: string) => `home:${studioId}` as const,
	/** One participant's own sockets. */
	participant: (participantId: string) => `participant:${participantId}` as const,
	/** Between server processes, about what to forget or close: never reaches a browser. */
	web: () => 'web' as const
};
export type Audience = keyof typeof rooms;

const OfGallery = v.object({ galleryId: Id });
const OfFile = v.object({ id: Id, galleryId: Id });
/** Of a delivery without an order; one of an order is told with the order. */
const OfDelivery = v.object({ deliveryId: Id, galleryId: Id });

const ReleasedNews = v.object({ ...ReleasedFacts.entries, galleryId: Id });
const PersonNews = v.object({ galleryId: Id, person: Person });
/** `by`: the name of who sent it. */
const SelectionNews = v.object({ ...SeatSelection.entries, galleryId: Id, by: v.optional(v.string()) });
const GalleryNews = v.object({ galleryId: Id, title: v.string() });
const MailNews = v.object({
	id: Id,
	status: MailStatus,
	galleryId: Id,
	orderId: v.nullable(Id),
	deliveryId: v.nullable(Id)
});
/** A resumable upload, or one that nobody could place. */
const UploadNews = v.union([
	v.object({ galleryId: Id, unmatchedId: Id }),
	v.object({ galleryId: Id, uploadId: Id, orderId: v.nullable(Id), status: v.string() })
]);
/** Nobody named: everybody in the gallery; no gallery: wherever they are. */
export const AccessMoved = v.object({
	galleryId: v.optional(Id),
	participantIds: v.optional(v.array(Id))
});

/** What each room is told, and no other: ids and public fields. */
export const announcements = {
	client: {
		'file.added': ReleasedNews,
		'file.changed': ReleasedNews,
		'file.removed': OfFile,
		'selection.changed': SelectionNews,
		'person.joined': PersonNews,
		'gallery.changed': GalleryNews,
		'access.changed': OfGallery
	},
	participant: {
		'order.placed': OrderNews,
		'order.changed': OrderNews,
		'delivery.sent': OrderNews,
		'access.changed': OfGallery
	},
	studio: {
		'file.added': StudioFile,
		'file.changed': StudioFile,
		'file.removed': OfFile,
		'order.placed': StudioOrderNews,
		'order.changed': StudioOrderNews,
		'delivery.sent': v.union([StudioOrderNews, OfDelivery]),
		'delivery.recalled': OfDelivery,
		'selection.changed': SelectionNews,
		'person.joined': PersonNews,
		'gallery.changed': GalleryNews,
		'access.changed': OfGallery,
		'mail.changed': MailNews,
		'upload.changed': UploadNews
	},
	home: {
		'order.placed': StudioOrderNews,
		'order.changed': StudioOrderNews,
		'delivery.sent': v.union([StudioOrderNews, OfDelivery]),
		'delivery.recalled': OfDelivery,
		'gallery.changed': v.object({ galleryId: Id, deleted: v.optional(v.boolean()) }),
		'people.here': OfGallery,
		'mail.changed': MailNews
	},
	web: { 'access.changed': AccessMoved }
} satisfies Record<Audience, Record<string, v.GenericSchema>>;

type Announcements = typeof announcements;

/** Whose a room is, by its pattern. */
export type AudienceOf<R extends Room> = { [A in Audience]: R extends Room<A> ? A : never }[Audience];
/** What is told in all of these rooms. */
export type EventIn<R extends Room> = keyof Announcements[AudienceOf<R>] & string;
export type AnnouncementEvent = { [A in Audience]: keyof Announcements[A] & string }[Audience];

/** What goes with it; of several rooms it has to fit each. */
export type Told<R extends Room, E> = Fitting<
	R extends Room ? (told: ToldTo<AudienceOf<R>, E>) => void : never
>;
type Fitting<Takes> = Takes extends (told: infer P) => void ? P : never;
type ToldTo<A extends Audience, E> = v.InferOutput<
	Extract<Announcements[A][E & keyof Announcements[A]], v.GenericSchema>
>;

/** All that a browser may hear: clients in the first, members in the second. */
export const heardAs = {
	client: { ...announcements.client, ...announcements.participant },
	studio: { ...announcements.home, ...announcements.studio }
};
