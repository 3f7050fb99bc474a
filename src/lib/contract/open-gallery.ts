import type { Rights } from '#lib/domain/access/rights.ts';
import type { OrderProgress } from '#lib/domain/orders/progress.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import type { ReleasedFile } from './file.ts';

/** What was sent from a gallery, as its page says it to whoever placed or receives it. */
export type SentOrder = {
	id: string;
	number: number;
	/** Absent: pictures were ticked and ordered alone. */
	selectionId?: string;
	sentAt: string;
	progress: OrderProgress;
	/** What lies there for this person; of several deliveries the order shows each. */
	finals: { count: number; href: string } | null;
};

/** What a client's gallery page is born with. */
export type OpenGallery = {
	id: string;
	title: string;
	studio: {
		name: string;
		/** Deadlines are days there. */
		timeZone: string;
		badges: boolean;
		words: Partial<Record<FileState, string>>;
	};
	participantId: string;
	rights: Rights;
	/** Orders are offered for some state. */
	orders: boolean;
	showLooking: boolean;
	fileCount: number;
	/** What this person sent or receives, the newest first. */
	sent: SentOrder[];
	/** The first pictures in gallery order: what the page shows before any script runs. */
	files: ReleasedFile[];
};
