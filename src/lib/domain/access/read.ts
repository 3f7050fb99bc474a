import { offersProduct } from '#lib/domain/products/offer.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import type { Pair } from '#lib/domain/states/released.ts';
import type { Rights } from './rights.ts';

/** The uploaded bytes, a picture to look at, or a product made of it. */
export type Tier = 'original' | 'preview' | { product: string };

export type Reader =
	/** A studio member's own session. */
	| { kind: 'member' }
	/** A client's session; `email` normalized, null for a guest. */
	| { kind: 'client'; participantId: string; email: string | null; rights: Rights }
	/** Whoever holds a delivery's link, without any session. */
	| { kind: 'link'; deliveryId: string }
	| { kind: 'nobody' };

export type DeliveryPin = {
	kind: 'delivery';
	deliveryId: string;
	recipients: readonly string[];
	recalledAt: number | null;
	expiresAt: number | null;
};
/** An archive that a client asked for; `state` is the version's when it was pinned. */
export type ArchivePin = { kind: 'archive'; participantId: string; until: number; state: FileState };
/** A version of the same picture went out in an order's delivery: its link may show what was there before. */
export type BeforePin = {
	kind: 'before';
	deliveryId: string;
	/** The number of the version that was delivered. */
	delivered: number;
	recalledAt: number | null;
	expiresAt: number | null;
};
export type Pin = DeliveryPin | ArchivePin | BeforePin;

export type VersionFacts = {
	version: number;
	/** It is or was the current version: incoming, failed, refused and unmatched ones are for members only. */
	wasCurrent: boolean;
	/** It was (part of) the released pair at some time. */
	everReleased: boolean;
	/** A restore put an earlier version back in its place. */
	takenBack: boolean;
	pins: readonly Pin[];
	file: { deleted: boolean; released: Pair | null };
	gallery: { offerDownloads: readonly FileState[] };
	now: number;
};

/**
 * The one rule for every tier, range, archive and link. A client reads originals and products of what is released and
 * offered, of what a delivery to them pins, and of what their own archive pinned; previews of what is or was released
 * and was not taken back.
 */
export function canRead(reader: Reader, facts: VersionFacts, tier: Tier): boolean {
	switch (reader.kind) {
		case 'member':
			return true;
		case 'link':
			return linkReads(reader.deliveryId, facts, tier);
		case 'client':
			return clientReads(reader, facts, tier);
		default:
			return false;
	}
}

type Client = Extract<Reader, { kind: 'client' }>;

function clientReads(reader: Client, facts: VersionFacts, tier: Tier): boolean {
	if (!reader.rights.look || !facts.wasCurrent) return false;
	if (pinnedForHer(reader, facts, tier)) return true;
	if (facts.file.deleted) return false;
	if (tier === 'preview') return isShown(facts);
	return isOffered(reader.rights, facts, tier) || inHerArchive(reader, facts, tier);
}

function linkReads(deliveryId: string, facts: VersionFacts, tier: Tier): boolean {
	return facts.pins.some((pin) => {
		if (!isLive(pin, facts.now) || pin.deliveryId !== deliveryId) return false;
		if (pin.kind === 'delivery') return carries(pin, tier);
		return tier === 'preview' && isBefore(facts, pin.delivered);
	});
}

function isLive(pin: Pin, now: number): pin is DeliveryPin | BeforePin {
	if (pin.kind === 'archive' || pin.recalledAt !== null) return false;
	return pin.expiresAt === null || pin.expiresAt > now;
}

/** A delivery of originals carries no product, and none but its own. */
const carries = (_pin: DeliveryPin, tier: Tier) => typeof tier === 'string';

function pinnedForHer({ email }: Client, { pins, now }: VersionFacts, tier: Tier): boolean {
	const isTheirs = (pin: Pin) =>
		pin.kind === 'delivery' && isLive(pin, now) && pin.recipients.includes(email ?? '') && carries(pin, tier);
	return email !== null && pins.some(isTheirs);
}

function isShown(facts: VersionFacts): boolean {
	const { released } = facts.file;
	return released !== null && (facts.version === released.version || isBefore(facts, released.version));
}

type Standing = Pick<VersionFacts, 'version' | 'wasCurrent' | 'everReleased' | 'takenBack'> & {
	file: { deleted: boolean };
};

/** Clients saw it before version `than`: what stood in between and never went out to them is not shown. */
export const isBefore = (
	{ version, wasCurrent, everReleased, takenBack, file }: Standing,
	than: number
): boolean => version < than && wasCurrent && everReleased && !takenBack && !file.deleted;

type Fetched = Exclude<Tier, 'preview'>;

function isOffered(rights: Rights, { version, file, gallery }: VersionFacts, tier: Fetched): boolean {
	const { released } = file;
	if (released === null || released.version !== version) return false;
	const isFree = tier !== 'original' || gallery.offerDownloads.includes(released.state);
	return isFree && rowAllows(rights, released.state, tier);
}

/** Once asked for, an archive outlives a newer release, but no loss of the right and no taking back. */
function inHerArchive(reader: Client, facts: VersionFacts, tier: Fetched): boolean {
	const { version, file, takenBack, pins, now } = facts;
	if (takenBack || file.released === null || version >= file.released.version) return false;
	return pins.some(
		(pin) =>
			pin.kind === 'archive' &&
			pin.participantId === reader.participantId &&
			pin.until > now &&
			rowAllows(reader.rights, pin.state, tier)
	);
}

export function rowAllows(rights: Rights, state: FileState, tier: Fetched = 'original'): boolean {
	const { look, download } = rights;
	if (tier !== 'original') return offersProduct(rights, tier.product, state);
	return look && (download === 'all' || (download === 'final' && state === 'FINAL'));
}
