import { inTurn, listen } from '#lib/client/live.ts';
import type { News } from '#lib/client/room-news.ts';

type Hears = {
	onfiles: () => Promise<void>;
	/** A person or a selection is new, or another. */
	onnews: (news: News) => void;
	/** Connected, at first or again. */
	onhere: () => void;
	/** Something about me: rights, or the gallery itself. */
	onaccess: () => void;
	onorder: () => void;
};

/** What the server announces about this gallery; answers how to stop listening. A drop of 200 files is few looks. */
export function hear(galleryId: string, { onfiles, onnews, onhere, ...hears }: Hears) {
	const files = inTurn(onfiles, 250);
	const stop = listen(
		{ gallery: galleryId, as: 'client' },
		{
			...hears,
			...{ onfile: files.ask, onfileremoved: files.ask, ongallery: files.ask },
			onperson: (person) => onnews({ person }),
			onselection: (selection) => onnews({ selection }),
			onhere: () => {
				files.ask();
				onhere();
			}
		}
	);
	return () => {
		files.stop();
		stop();
	};
}
