import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { LEFT_WHYS } from '#lib/domain/orders/draft.ts';
import { CANCEL_REASONS, CLIENT_ITEM_STATES, ITEM_STATES } from '#lib/domain/orders/item.ts';
import { OrderProgress } from '#lib/domain/orders/progress.ts';
import { Face } from './seat.ts';
import { DeliveryView } from './delivery.ts';
import { StudioFile } from './file.ts';
import { Time } from './time.ts';

/** Of an item as members see it. Programs rely on it: fields may come, none may go. */
export const OrderItemView = v.object({
	id: Id,
	fileId: Id,
	cameraName: v.string(),
	state: v.picklist(ITEM_STATES),
	reason: v.optional(v.string()),
	cancelledBy: v.optional(v.picklist(CANCEL_REASONS)),
	version: v.optional(v.number()),
	/** Above 0: a change was asked for, or they have an older version. */
	afterVersion: v.number(),
	instructions: v.array(v.string()),
	/** Open comments that came after the order. */
	addedSince: v.array(v.string())
});
export type OrderItemView = v.InferOutput<typeof OrderItemView>;

/** What an order says of itself, to members and to its client. */
const OrderFacts = {
	id: Id,
	number: v.number(),
	galleryId: Id,
	selectionId: v.optional(Id),
	placedBy: v.string(),
	placedAt: Time,
	seenAt: v.optional(Time),
	startedAt: v.optional(Time),
	expectedBy: v.optional(Time),
	note: v.string(),
	/** Empty, as are the deliveries' mails, to whoever only works on pictures: a link is a key. */
	recipients: v.array(v.string()),
	/** Those of them who get nothing before the studio confirms them. */
	unconfirmed: v.array(v.string()),
	progress: OrderProgress
};

/** An order as members see it. Programs rely on it: fields may come, none may go. */
export const OrderView = v.object({
	...OrderFacts,
	items: v.array(OrderItemView),
	deliveries: v.array(DeliveryView)
});
export type OrderView = v.InferOutput<typeof OrderView>;

/** A file of an order's items. */
export const OrderedFile = v.object({
	...StudioFile.entries,
	/** A small picture of every version that has one, by its number. */
	thumbnails: v.record(v.string(), v.string()),
	/** The newest version, when a photographer sent it back. */
	sentBack: v.optional(v.object({ version: v.number(), note: v.string() })),
	/** In how many orders it is waiting or ready. */
	pendingItems: v.number()
});
export type OrderedFile = v.InferOutput<typeof OrderedFile>;

export const OwnItem = v.object({
	id: Id,
	fileId: Id,
	name: v.string(),
	state: v.picklist(CLIENT_ITEM_STATES),
	reason: v.optional(v.string()),
	cancelledBy: v.optional(v.picklist(CANCEL_REASONS)),
	/** A change of something they have already. */
	isChange: v.boolean(),
	instructions: v.array(v.string()),
	picture: v.nullable(v.object({ url: v.string(), width: v.number(), height: v.number() }))
});
export type OwnItem = v.InferOutput<typeof OwnItem>;

export const OwnDelivery = v.object({
	id: Id,
	number: v.number(),
	deliveredAt: Time,
	recalled: v.boolean(),
	count: v.number(),
	/** Their own page; none when it was recalled, or when it went to others only. */
	url: v.optional(v.string())
});
export type OwnDelivery = v.InferOutput<typeof OwnDelivery>;

/** An order as its client sees it: nothing is theirs before it is delivered, and nothing says what is coming. */
export const OwnOrder = v.object({
	...OrderFacts,
	galleryTitle: v.string(),
	studioName: v.string(),
	/** Of the studio: deadlines are days there. */
	timeZone: v.string(),
	canChange: v.boolean(),
	canAsk: v.boolean(),
	items: v.array(OwnItem),
	deliveries: v.array(OwnDelivery)
});
export type OwnOrder = v.InferOutput<typeof OwnOrder>;

export const LeftOut = v.object({ fileId: Id, why: v.picklist(LEFT_WHYS) });
export type LeftOut = v.InferOutput<typeof LeftOut>;

/** The answer to a change of items: `left` are those that could not be added. */
export const ChangedOrder = v.object({ ...OwnOrder.entries, left: v.array(LeftOut) });

/** Somebody whom an order can name as receiver. `id` stands for the address, which stays on the server. */
export const Receiver = Face;
export type Receiver = Face;

/** What "Send" would order now. */
export const OrderDraftView = v.object({
	fileIds: v.array(Id),
	viewHash: v.string(),
	left: v.array(LeftOut),
	/** To whom it can go, for whoever may order. */
	receivers: v.optional(v.array(Receiver))
});
export type OrderDraftView = v.InferOutput<typeof OrderDraftView>;

const OfferedPerson = v.object({ name: v.string(), email: v.string() });
export type OfferedPerson = v.InferOutput<typeof OfferedPerson>;
const Offer = v.object({ fileIds: v.array(Id), people: v.array(OfferedPerson) });

/** What a drop of finals has to ask; empty lists ask nothing. */
export const DropOffers = v.object({
	/** "Nobody ordered these 40. Send them to Cleo and Ben?" */
	nobodyOrdered: Offer,
	/** "Send the new version to those who have the old one?" */
	haveOlder: Offer
});
export type DropOffers = v.InferOutput<typeof DropOffers>;

/** How an order stands, as its people are told: never of ready, due times or holds. */
export const OrderNews = v.object({
	id: Id,
	number: v.number(),
	galleryId: Id,
	...OrderProgress.entries,
	deliveryId: v.optional(Id)
});
export type OrderNews = v.InferOutput<typeof OrderNews>;

/** The same as the studio is told. */
export const StudioOrderNews = v.object({
	...OrderNews.entries,
	ready: v.number(),
	dueAt: v.nullable(Time),
	held: v.boolean(),
	placedBy: v.object({ name: v.string(), isStudio: v.boolean() })
});
export type StudioOrderNews = v.InferOutput<typeof StudioOrderNews>;
