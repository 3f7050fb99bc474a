import { expect } from 'vitest';
import type { Found } from './found.ts';
import { same } from './same.ts';
import type { World } from './world.ts';

type Known = { bytes: Map<string, string>; sent: Map<string, string>; open: Set<string>; gone: Set<string> };
const byGallery = new Map<string, Known>();

function knownIn({ galleryId }: World): Known {
	const known = byGallery.get(galleryId) ?? {
		bytes: new Map(),
		sent: new Map(),
		open: new Set(),
		gone: new Set()
	};
	byGallery.set(galleryId, known);
	return known;
}

/** What never moves again: the bytes of a version, what a delivery went out with, an id that was used once. */
export function compareForEver(world: World, found: Found) {
	const known = knownIn(world);
	for (const { id, fileId, n, sha256, storageKey, bytes, crc32 } of found.versions)
		stays(known.bytes, id, JSON.stringify([fileId, n, sha256, storageKey, bytes, crc32]));
	expect(found.versions.length).toBeGreaterThanOrEqual(known.bytes.size);
	for (const delivery of found.deliveries.filter(({ deliveredAt }) => deliveredAt !== null))
		stays(known.sent, delivery.id, frozen(delivery, found));
	same(
		[...known.sent.keys()].filter((id) => !found.deliveries.some((row) => row.id === id)),
		[]
	);
	neverAgain(known, new Set(found.deliveries.map(({ id }) => id)));
	for (const item of found.items.filter(({ state }) => state === 'delivered')) wasFinal(item, found);
}

function stays(known: Map<string, string>, id: string, now: string) {
	const was = known.get(id) ?? now;
	known.set(id, was);
	same(now, was);
}

const frozen = ({ id, number, deliveredAt }: Found['deliveries'][number], { items, listed, mails }: Found) =>
	JSON.stringify([
		number,
		deliveredAt,
		items.filter(({ deliveryId }) => deliveryId === id).map(({ id, versionId }) => [id, versionId]),
		listed.filter(({ deliveryId }) => deliveryId === id).map(({ recalledAt: _, ...row }) => row),
		mails.filter(({ deliveryId }) => deliveryId === id).map(({ id, messageId }) => [id, messageId])
	]);

function neverAgain(known: Known, there: Set<string>) {
	for (const id of known.open) if (!there.has(id)) known.gone.add(id);
	known.open = there;
	same(
		[...there].filter((id) => known.gone.has(id)),
		[]
	);
}

/** Its version was current as FINAL when it went out, and newer than what its client had. */
function wasFinal({ versionId, afterVersion, deliveryId }: Found['items'][number], found: Found) {
	const version = found.versions.find(({ id }) => id === versionId);
	expect(version?.n ?? 0).toBeGreaterThan(afterVersion);
	expect(version?.lastState).not.toBeNull();
	same(
		found.listed.some((row) => row.deliveryId === deliveryId && row.versionId === versionId),
		true
	);
}
