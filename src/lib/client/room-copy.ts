import { clearDocument, IndexeddbPersistence } from 'y-indexeddb';
import * as Y from 'yjs';

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

export type CopyOf = { galleryId: string; participantId: string; epoch: string };

const nameOf = ({ galleryId, participantId, epoch }: CopyOf) =>
	`marks ${galleryId} ${participantId} ${epoch}`;

export function deviceCopy(of: CopyOf): Copy {
	const doc = new Y.Doc();
	const persistence = new IndexeddbPersistence(nameOf(of), doc);
	return {
		doc,
		loaded: persistence.whenSynced.then(() => undefined),
		close: () => {
			void persistence.destroy();
			doc.destroy();
		},
		erase: () => persistence.clearData()
	};
}

/** The copy of an epoch that is over. */
export const eraseCopy = (of: CopyOf): Promise<void> => clearDocument(nameOf(of));

export function memoryCopy(): Copy {
	const doc = new Y.Doc();
	return { doc, loaded: Promise.resolve(), close: () => doc.destroy(), erase: async () => undefined };
}
