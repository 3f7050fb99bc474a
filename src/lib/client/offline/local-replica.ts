import { IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';
import { copyName, type CopyOf } from './replica-name.ts';
import { within } from './within.ts';

export type { CopyOf };

/** Longer than any device needs; without it the page would wait for ever. */
const OPEN_MS = 4_000;

/**
 * A second document on this device that holds only what the server sent or acknowledged: what a page shows while
 * there is no network. It is never written to by hand, so it can never hold what the server would refuse.
 */
export type Copy = {
	doc: Y.Doc;
	/** From the device, or empty. */
	loaded: Promise<void>;
	/** Lets go of it; it stays on the device. */
	close: () => void;
	/** Removes it from the device. */
	erase: () => Promise<void>;
};

export function deviceCopy(of: CopyOf): Copy {
	const doc = new Y.Doc();
	const persistence = new IndexeddbPersistence(copyName(of), doc);
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

export function memoryCopy(): Copy {
	const doc = new Y.Doc();
	return { doc, loaded: Promise.resolve(), close: () => doc.destroy(), erase: async () => undefined };
}
