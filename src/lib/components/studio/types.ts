/** An order as the API tells it (contract.md), as far as the studio's pages need it. */
export type OrderItemView = {
	id: string;
	fileId: string;
	cameraName: string;
	state: 'waiting' | 'ready' | 'delivered' | 'cancelled';
	reason?: string | null;
	version?: number | null;
	instructions: string[];
};
export type DeliveryView = {
	id: string;
	number: number;
	dueAt?: string | null;
	held: boolean;
	deliveredAt?: string | null;
	recalledAt?: string | null;
	itemIds: string[];
	mails: { to: string; status: string; url: string }[];
};
export type OrderView = {
	id: string;
	number: number;
	galleryId: string;
	placedBy: string;
	placedAt: string;
	startedAt?: string | null;
	note: string;
	recipients: string[];
	items: OrderItemView[];
	deliveries: DeliveryView[];
};
export type StudioFile = {
	id: string;
	name: string;
	cameraName: string;
	state: 'UNDEFINED' | 'PROOF' | 'FINAL';
	version: number;
	width: number | null;
	height: number | null;
	status: string;
	error?: string;
	released: { version: number; state: string } | null;
	incoming?: {
		version: number;
		status: 'processing' | 'asks' | 'failed';
		asks?: 'ok' | 'unlike';
		error?: string;
	};
	renditions: { width: number; url: string }[];
	/** A small picture of each version, by its number. */
	thumbnails?: Record<number, string>;
};
