import { inTurn, listenAsClient } from '#lib/client/live/listen.ts';
import type { News } from '#lib/client/room/seat-news.ts';

export type Hears = {
	onfiles: () => Promise<void>;
	/** A person or a selection is new, or another. */
	onnews: (news: News) => void;
	/** Connected, at first or again. */
	onhere: () => void;
	/** Something about me, or the gallery itself. */
	onaccess: () => Promise<void>;
	/** An order of mine: placed, further on, or delivered. */
	onorder: () => Promise<void>;
	onended: (code: number) => void;
};

/** What the server announces about this gallery; answers how to stop listening. A drop of 200 files is few looks. */
export function hear(galleryId: string, { onfiles, onnews, onhere, onaccess, ...hears }: Hears) {
	const files = inTurn(onfiles, 250);
	let wasHere = false;
	const access = inTurn(onaccess, 150);
	const orders = inTurn(hears.onorder, 150);
	const stop = listenAsClient(galleryId, {
		...hears,
		...{ onfile: files.ask, onfileremoved: files.ask, onaccess: access.ask, ongallery: access.ask },
		onorder: orders.ask,
		onperson: (person) => onnews({ person }),
		onselection: (selection) => onnews({ selection }),
		onhere: () => {
			files.ask();
			if (wasHere) access.ask();
			wasHere = true;
			onhere();
		}
	});
	return () => {
		files.stop();
		access.stop();
		orders.stop();
		stop();
	};
}
