import { inTurn, listen } from '#lib/client/live.ts';
import type { Person, SeatSelection } from '#lib/realtime/seat.ts';

type Hears = {
	onfiles: () => Promise<void>;
	onperson: (person: Person) => void;
	onselection: (selection: SeatSelection) => void;
	/** Something about me: rights, or the gallery itself. */
	onaccess: () => void;
	onorder: () => void;
};

/** What the server announces about this gallery; answers how to stop listening. A drop of 200 files is few looks. */
export function hear(galleryId: string, { onfiles, ...hears }: Hears) {
	const files = inTurn(onfiles, 250);
	const stop = listen(
		{ gallery: galleryId, as: 'client' },
		{ ...hears, onfile: files.ask, onfileremoved: files.ask, ongallery: files.ask, onhere: files.ask }
	);
	return () => {
		files.stop();
		stop();
	};
}
