import type { StudioFile } from '#lib/contract/file.ts';
import type { MatchWhy } from '#lib/domain/matching/match-drops.ts';
import type { VersionStatus } from '#lib/domain/states/version-status.ts';

/** What `GET /api/v1/orders/{id}` answers, as far as the studio's pages need it. */
export type OrderItemView = {
	id: string;
	fileId: string;
	cameraName: string;
	state: 'waiting' | 'ready' | 'delivered' | 'cancelled';
	/** Ready only with a newer version: above 0 it is a change that was asked for. */
	afterVersion: number;
	reason?: string | null;
	cancelledBy?: 'client' | 'withdrawn' | 'deleted' | null;
	version?: number | null;
	instructions: string[];
	/** Said after the order was placed. */
	addedSince: string[];
};
export type DeliveryView = {
	id: string;
	number: number;
	dueAt?: string | null;
	held: boolean;
	deliveredAt?: string | null;
	recalledAt?: string | null;
	itemIds: string[];
	/** Taken off its page one by one. */
	recalledFileIds: string[];
	/** `kept`: no mail server was set. */
	mails: { to: string; name?: string; status: 'waiting' | 'sent' | 'failed'; url: string; kept?: boolean }[];
};
export type OrderView = {
	id: string;
	number: number;
	galleryId: string;
	placedBy: string;
	placedAt: string;
	startedAt?: string | null;
	expectedBy?: string | null;
	note: string;
	recipients: string[];
	/** Those of them who get nothing before the studio confirms them. */
	unconfirmed: string[];
	items: OrderItemView[];
	deliveries: DeliveryView[];
};
/** A file of an order's items. */
export type OrderedFile = StudioFile & {
	/** A small picture of each version, by its number. */
	thumbnails: Record<number, string>;
	/** The newest version, when a photographer sent it back. */
	sentBack?: { version: number; note: string };
	/** In how many orders it is waiting or ready. */
	pendingItems: number;
};

/** One of `GET /api/v1/files/{id}/versions`. */
export type Version = {
	version: number;
	name: string;
	status: VersionStatus;
	state: StudioFile['state'] | null;
	bytes: number;
	width: number | null;
	height: number | null;
	error?: string;
	note?: string;
	takenBack: boolean;
	/** Those that still hand it out; none to a retoucher. */
	deliveries: {
		id: string;
		orderId: string | null;
		number: number;
		to: { email: string; name: string }[];
		isServed: boolean;
		isAwaited: boolean;
	}[];
	renditions: { width: number; url: string }[];
	createdAt: string;
};

/** An upload that nobody could place: one of `GET /api/v1/galleries/{id}/unmatched`. */
export type Question = {
	id: string;
	name: string;
	why: MatchWhy;
	thumbnail: string | null;
	status: 'processing' | 'ready' | 'failed';
	error?: string;
	ticked: boolean;
	fileId: string | null;
	verdict: 'sure' | 'ask' | 'ambiguous' | 'new' | 'set-aside' | 'identical';
	/** Those that answer to the name first, then the likeliest. */
	candidates: { fileId: string; name: string; thumbnail: string | null; looksAlike: boolean }[];
	orderId?: string;
	suffix?: string | null;
	/** Uploaded by whoever asks. */
	mine: boolean;
};
