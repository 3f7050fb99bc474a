import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { replicaName, type ReplicaKey } from './kept-pages.ts';
import { OPEN_MS, within } from './within.ts';

export type { ReplicaKey };

/**
 * A second document on this device that holds only what the server sent or acknowledged: what a page shows while
 * there is no network. It is never written to by hand, so it can never hold what the server would refuse.
 */
export type LocalReplica = {
	doc: Y.Doc;
	/** From the device, or empty. */
	loaded: Promise<void>;
	/** Lets go of it; it stays on the device. */
	close: () => void;
	/** Removes it from the device. */
	erase: () => Promise<void>;
};

export function deviceReplica(of: ReplicaKey): LocalReplica {
	const doc = new Y.Doc();
	const persistence = new IndexeddbPersistence(replicaName(of), doc);
	return {
		doc,
		loaded: within(persistence.whenSynced, OPEN_MS).then(() => undefined),
		close: () => {
			persistence.destroy().catch(() => undefined);
			doc.destroy();
		},
		erase: () => persistence.clearData()
	};
}

export function memoryReplica(): LocalReplica {
	const doc = new Y.Doc();
	return { doc, loaded: Promise.resolve(), close: () => doc.destroy(), erase: async () => undefined };
}
