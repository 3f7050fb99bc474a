import * as Y from 'yjs';

/** Tells every entry of every book of a document, now and whenever it changes. */
export function watchBooks(doc: Y.Doc, onentry: (book: string, key: string, value: unknown) => void) {
	const known = new Set<string>();
	// a book appears with the first word of its owner
	const open = () => {
		for (const name of doc.share.keys()) {
			if (known.has(name)) continue;
			known.add(name);
			const book = doc.getMap(name);
			const tell = (key: string | null) => key !== null && onentry(name, key, book.get(key));
			book.observe(({ keysChanged }) => keysChanged.forEach(tell));
			for (const key of book.keys()) tell(key);
		}
	};
	doc.on('afterTransaction', open);
	open();
}
