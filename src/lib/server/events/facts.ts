import * as v from 'valibot';
import type { Actor } from '#lib/domain/access/actor.ts';
import { Id } from '#lib/domain/id.ts';
import { FileStateSchema } from '#lib/domain/states/file-state.ts';

const Ids = v.array(Id);
const OfFiles = v.object({ fileIds: Ids });
const OfOrder = v.object({ orderId: Id });

/**
 * Everything that can happen to files, orders, deliveries, galleries and access, with what it carries: ids and plain
 * values, no secret, name or address. `words` is what a person wrote: reactions may pass it on, the row does not keep it.
 * Who reacts to each stands in registry.ts.
 */
export const factSchemas = {
	'file.added': OfFiles,
	/** A processed version took its place; `accepted`: by a photographer's OK. */
	'file.becameCurrent': v.object({ fileIds: Ids, accepted: v.boolean() }),
	'file.stateSet': v.object({ fileIds: Ids, state: FileStateSchema }),
	'file.restored': v.object({ fileIds: Ids, version: v.number() }),
	'file.deleted': OfFiles,
	'file.undeleted': OfFiles,
	/** Name, title or section; `shown`: clients see what changed. */
	'file.described': v.object({ fileIds: Ids, shown: v.boolean() }),
	/** Bytes of a final that its picture has already: nothing is new but that it is said to be final. */
	'file.finalKnown': OfFiles,
	/** A further version lies here and is being processed. */
	'version.arrived': v.object({ fileIds: Ids, versionId: Id }),
	/** It was processed and is not current: damaged, in need of an OK, or older than what is. */
	'version.setAside': v.object({ fileIds: Ids, versionId: Id }),
	/** What browsers play of it was made, or cannot be. */
	'film.prepared': v.object({ fileIds: Ids, versionId: Id }),
	/** An update makes pictures of its kind: one that was a tile is shown, or says why not. */
	'version.pictured': v.object({ fileIds: Ids, versionId: Id }),
	/** Clients can be shown what is not final of it, as the gallery wants that. */
	'version.lookMade': OfFiles,
	/** Sent back to whoever uploaded it. */
	'version.refused': v.object({ fileIds: Ids, versionId: Id }),
	/** A question about an unmatched upload was asked, answered or ended. */
	'unmatched.changed': v.object({ unmatchedId: Id }),
	/** Its picture is known: `fileIds` are those it may belong to. */
	'unmatched.processed': v.object({ fileIds: Ids, unmatchedId: Id }),
	/** A resumable upload began or ended; `fileIds`: the file it goes to, as far as it is known. */
	'upload.changed': v.object({
		fileIds: Ids,
		uploadId: Id,
		orderId: v.nullable(Id),
		status: v.string(),
		isFinal: v.boolean()
	}),
	'order.placed': v.object({ orderId: Id, byStudio: v.boolean() }),
	/**
	 * Items came or went by a person's act; `renewed` ones wait for a newer version of what went out. `byStudio`: the client
	 * is told by mail, with the reason in words.
	 */
	'order.itemsChanged': v.object({
		orderId: Id,
		added: Ids,
		renewed: Ids,
		withdrawn: Ids,
		byStudio: v.boolean(),
		words: v.string()
	}),
	/** Items were looked at again because their files changed. */
	'order.itemsFollowed': v.object({
		orderId: Id,
		cause: v.picklist(['file', 'accepted', 'uploads']),
		hasChanged: v.boolean(),
		withdrawn: Ids,
		hasStarted: v.boolean()
	}),
	'order.itemsCancelled': v.object({ fileIds: Ids, itemIds: Ids }),
	'order.changeAsked': v.object({ orderId: Id, itemId: Id }),
	'order.started': OfOrder,
	'order.seen': OfOrder,
	'order.dateSet': OfOrder,
	'order.recipientsConfirmed': OfOrder,
	/** Its open delivery may be due at another time, or be no more. */
	'delivery.planned': OfOrder,
	'delivery.closed': v.object({ orderId: Id, deliveryId: Id }),
	/** Files sent without an order. */
	'delivery.sent': v.object({ deliveryId: Id }),
	/** Whole, or some of its files. */
	'delivery.recalled': v.object({
		deliveryId: Id,
		orderId: v.nullable(Id),
		fileIds: v.nullable(Ids),
		hasChanged: v.boolean()
	}),
	'gallery.created': v.object({}),
	'gallery.changed': v.object({ changed: v.array(v.string()) }),
	/** With those below it; `fileIds`: pictures under order that went with them. */
	'gallery.deleted': v.object({ galleryIds: Ids, fileIds: Ids }),
	'gallery.undeleted': v.object({ galleryIds: Ids, fileIds: Ids }),
	/** Rights may have changed for these people, or for everybody (null), in exactly these galleries. */
	'access.changed': v.object({ galleryIds: Ids, participantIds: v.nullable(Ids) }),
	'selection.changed': v.object({ selectionId: Id }),
	/** Choosing ended: with an order, as a choice that orders nothing, or by the studio. */
	'selection.locked': v.object({ selectionId: Id, how: v.picklist(['order', 'choice', 'studio']) }),
	/** Made, changed, or offered no more. */
	'product.changed': v.object({ productId: Id }),
	'member.signedOut': v.object({})
} as const;

export type FactName = keyof typeof factSchemas;

/** Who did it; `system` is the server itself, at the end of its own work. */
export type By = { kind: 'member' | 'client' | 'system'; id: string | null };

export const SYSTEM: By = { kind: 'system', id: null };

/** Whoever holds a link is nobody in particular. */
export const byActor = (actor: Actor): By =>
	actor.kind === 'member'
		? { kind: 'member', id: actor.memberId }
		: actor.kind === 'client'
			? { kind: 'client', id: actor.participantId }
			: SYSTEM;

/** A fact of one of these names. `galleryId` null: it concerns the studio. */
export type FactOf<N extends FactName> = N extends FactName
	? { name: N; galleryId: string | null; by: By } & v.InferOutput<(typeof factSchemas)[N]>
	: never;

export type Fact = FactOf<FactName>;

/** They set reactions going and are worth no row: what they lead to is a fact of its own, or nothing. */
export const PASSING: ReadonlySet<FactName> = new Set<FactName>([
	'version.lookMade',
	'unmatched.changed',
	'unmatched.processed',
	'upload.changed',
	'order.itemsFollowed',
	'delivery.planned'
]);
