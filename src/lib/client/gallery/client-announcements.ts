import { coalesce } from '#lib/client/live/coalesce.ts';
import { listenAsClient } from '#lib/client/live/listen.ts';
import type { News } from '#lib/client/room/seat-news.ts';

export type ClientAnnouncements = {
	onfiles: () => Promise<void>;
	/** A person or a selection is new, or another. */
	onnews: (news: News) => void;
	/** Connected, at first or again. */
	onconnected: () => void;
	/** Something about me, or the gallery itself. */
	onaccess: () => Promise<void>;
	/** An order of mine: placed, further on, or delivered. */
	onorder: () => Promise<void>;
	onended: (code: number) => void;
};

/** Listens to what clients are told of a gallery; returns how to stop. A drop of 200 files is fetched a few times. */
export function listenInGallery(galleryId: string, on: ClientAnnouncements) {
	const files = coalesce(on.onfiles, 250);
	const access = coalesce(on.onaccess, 150);
	const orders = coalesce(on.onorder, 150);
	let wasConnected = false;
	const stop = listenAsClient(galleryId, {
		...{ onfile: files.ask, onfileremoved: files.ask, onaccess: access.ask, ongallery: access.ask },
		onorder: orders.ask,
		onperson: (person) => on.onnews({ person }),
		onselection: (selection) => on.onnews({ selection }),
		onhere: () => {
			files.ask();
			if (wasConnected) access.ask();
			wasConnected = true;
			on.onconnected();
		},
		onended: on.onended
	});
	return () => {
		files.stop();
		access.stop();
		orders.stop();
		stop();
	};
}
