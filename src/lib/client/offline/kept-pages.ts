/**
 * What stays on this device so that a gallery opens without network: its page with all that the page runs, the list
 * of its pictures, and the previews seen here. Never an original. One cache a gallery, so that it goes as a whole.
 */
export const keptName = (galleryId: string) => `gallery ${galleryId}`;

export type ReplicaKey = { galleryId: string; participantId: string; epoch: string };

/** The database that holds the replica of a gallery's marks (local-replica.ts). */
export const replicaName = ({ galleryId, participantId, epoch }: ReplicaKey) =>
	`marks ${galleryId} ${participantId} ${epoch}`;

export const isReplicaOf = (name: string, galleryId: string) => name.startsWith(`marks ${galleryId} `);

export type Kept = { kind: 'page' | 'list' | 'preview' | 'shell'; galleryId: string | null };

const KINDS: [Kept['kind'], RegExp][] = [
	['page', /^\/g\/([0-9a-z]+)$/],
	['list', /^\/g\/([0-9a-z]+)\/files$/],
	// numbers only: a half-size picture is made for a zoom, and too big to be kept; what is waited for is none yet
	['preview', /^\/r\/([0-9a-z]+)\/[0-9a-z]+\/\d+\/\d+(-[0-9a-f]{12})?\.webp$/],
	['shell', /^\/_app\/immutable\//]
];

/** What an address is to a kept page; null: nothing that may be kept. */
export function keptOf({ origin, pathname, search }: URL, here: string): Kept | null {
	if (origin !== here || search !== '') return null;
	for (const [kind, pattern] of KINDS) {
		const found = pattern.exec(pathname);
		if (found) return { kind, galleryId: found[1] ?? null };
	}
	return null;
}

/** Who may not look keeps nothing: the same answer for a page, a list and a seat. */
export const endsKeeping = (status: number) => [401, 403, 404, 410].includes(status);
