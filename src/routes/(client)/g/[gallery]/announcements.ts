import { listen } from '#lib/client/live.ts';
import type { Person, SeatSelection } from '#lib/realtime/seat.ts';

type Hears = {
	onfiles: () => void;
	onperson: (person: Person) => void;
	onselection: (selection: SeatSelection) => void;
	/** Something about me: rights, or the gallery itself. */
	onaccess: () => void;
	onorder: () => void;
};

/** What the server announces about this gallery; answers how to stop listening. */
export function hear(galleryId: string, { onfiles, ...hears }: Hears) {
	let timer: ReturnType<typeof setTimeout> | undefined;
	/** A drop of 200 files is one look at the list. */
	const soon = () => {
		clearTimeout(timer);
		timer = setTimeout(onfiles, 250);
	};
	const stop = listen(
		{ gallery: galleryId, as: 'client' },
		{ ...hears, onfile: soon, onfileremoved: soon, ongallery: soon, onagain: soon }
	);
	return () => {
		clearTimeout(timer);
		stop();
	};
}
