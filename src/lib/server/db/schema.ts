import { index, primaryKey, sqliteTable, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { bytes, count, flag, id, json, time, words } from './columns.ts';

type FileState = 'UNDEFINED' | 'PROOF' | 'FINAL';

// ---- studio and its people ---------------------------------------------------------------------

export const studio = sqliteTable('studio', {
	id: id().primaryKey(),
	name: words().notNull(),
	replyTo: words(),
	nextOrderNumber: count().notNull().default(1001),
	stateWords: json<Partial<Record<FileState, string>>>().notNull(),
	showBadges: flag().notNull().default(true),
	createdAt: time().notNull()
});

export const member = sqliteTable('member', {
	id: id().primaryKey(),
	studioId: id()
		.notNull()
		.references(() => studio.id),
	email: words().notNull().unique(),
	name: words().notNull(),
	passwordHash: words().notNull(),
	role: words({ enum: ['owner', 'photographer', 'retoucher'] }).notNull(),
	createdAt: time().notNull(),
	removedAt: time()
});

/** lucia's sessions of members; `id` is the SHA-256 of the cookie's value. */
export const memberSession = sqliteTable('member_session', {
	id: id().primaryKey(),
	memberId: id()
		.notNull()
		.references(() => member.id),
	expiresAt: time().notNull(),
	createdAt: time().notNull()
});

export const apiToken = sqliteTable('api_token', {
	id: id().primaryKey(),
	memberId: id()
		.notNull()
		.references(() => member.id),
	name: words().notNull(),
	hash: words().notNull().unique(),
	createdAt: time().notNull(),
	lastUsedAt: time(),
	revokedAt: time()
});

// ---- galleries, access, participants -----------------------------------------------------------

export const gallery = sqliteTable(
	'gallery',
	{
		id: id().primaryKey(),
		studioId: id()
			.notNull()
			.references(() => studio.id),
		parentId: id(),
		title: words().notNull(),
		preset: words({ enum: ['download', 'retouch', 'archive'] }).notNull(),
		defaultState: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }).notNull(),
		offerDownloads: json<FileState[]>().notNull(),
		offerOrders: json<FileState[]>().notNull(),
		deliverAtOnce: json<FileState[]>().notNull(),
		deliveryRule: words({ enum: ['as-final', 'whole-order', 'by-hand'] }).notNull(),
		graceSeconds: count().notNull(),
		codeOnNewDevice: flag().notNull(),
		okForRetoucher: flag().notNull(),
		inheritAccess: flag().notNull(),
		membersChoose: flag().notNull().default(false),
		showLooking: flag().notNull().default(true),
		/** One picture greets on the page of an invitation, before anybody has come in. */
		showCover: flag().notNull().default(false),
		orderBy: words({ enum: ['time', 'name', 'hand'] })
			.notNull()
			.default('time'),
		/** Suffixes that class 4 may accept without asking, e.g. "-Edit". */
		acceptSuffixes: json<string[]>().notNull(),
		expiresAt: time(),
		createdAt: time().notNull(),
		deletedAt: time(),
		/** Raised by every change that a gallery body can show. */
		changeNumber: count().notNull().default(0),
		/** Random 48 bits as 12 hex digits; a restore or erasure draws a new one. */
		epoch: words().notNull(),
		nextClientId: count().notNull().default(1),
		nextColour: count().notNull().default(0)
	},
	(t) => [index('gallery_parent').on(t.parentId)]
);

export const accessRow = sqliteTable(
	'access_row',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		/** 'anybody' or a normalised address. */
		subject: words().notNull(),
		look: flag().notNull(),
		mark: flag().notNull(),
		decide: flag().notNull(),
		order: flag().notNull(),
		download: words({ enum: ['none', 'final', 'all'] }).notNull(),
		passphraseHash: words(),
		expiresAt: time(),
		createdAt: time().notNull()
	},
	(t) => [uniqueIndex('access_row_subject').on(t.galleryId, t.subject)]
);

/** A person in a gallery. `email` null: a guest under Anybody; `memberId` set: somebody of the studio. */
export const participant = sqliteTable(
	'participant',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		email: words(),
		memberId: id(),
		name: words().notNull(),
		/** Index of the pencil, given out in order, kept for the gallery. */
		colour: count().notNull(),
		/** Address confirmed by a mailed code (guests) or by an invitation. */
		confirmedAt: time(),
		firstSeatAt: time(),
		lastSeenAt: time(),
		hidesLooking: flag().notNull().default(false),
		setAsideAt: time(),
		/** Hash of the Anybody passphrase that she gave; a changed one asks again. */
		passphrase: words(),
		createdAt: time().notNull()
	},
	(t) => [
		uniqueIndex('participant_email').on(t.galleryId, t.email),
		uniqueIndex('participant_member').on(t.galleryId, t.memberId)
	]
);

/** One page load of one participant: the client id that its Yjs document writes with. Never issued twice. */
export const seat = sqliteTable(
	'seat',
	{
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		clientId: count().notNull(),
		participantId: id()
			.notNull()
			.references(() => participant.id),
		/** Root type that this client id writes: a participant id, 'studio:<participantId>' or 'server:<participantId>'. */
		book: words().notNull(),
		createdAt: time().notNull()
	},
	(t) => [primaryKey({ columns: [t.galleryId, t.clientId] }), index('seat_participant').on(t.participantId)]
);

/** A client's open marks socket, in whichever web process: a lease that is renewed while it is open. */
export const attendance = sqliteTable(
	'attendance',
	{
		galleryId: id().notNull(),
		clientId: count().notNull(),
		participantId: id().notNull(),
		/** The web process that holds the socket. */
		process: id().notNull(),
		until: time().notNull()
	},
	(t) => [primaryKey({ columns: [t.galleryId, t.clientId] }), index('attendance_process').on(t.process)]
);

/** A client's browser; `id` is the SHA-256 of the cookie's value. */
export const clientSession = sqliteTable('client_session', {
	id: id().primaryKey(),
	createdAt: time().notNull(),
	lastSeenAt: time().notNull(),
	expiresAt: time().notNull()
});

/** Who this browser is in which gallery. */
export const sessionParticipant = sqliteTable(
	'session_participant',
	{
		sessionId: id()
			.notNull()
			.references(() => clientSession.id),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		participantId: id()
			.notNull()
			.references(() => participant.id),
		invitationId: id(),
		createdAt: time().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.sessionId, t.galleryId] }),
		index('session_participant_by').on(t.participantId)
	]
);

export const invitation = sqliteTable(
	'invitation',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		participantId: id()
			.notNull()
			.references(() => participant.id),
		counter: count().notNull(),
		tokenHash: words().notNull().unique(),
		message: words(),
		sentBy: id(),
		openedAt: time(),
		expiresAt: time(),
		revokedAt: time(),
		createdAt: time().notNull()
	},
	(t) => [index('invitation_participant').on(t.participantId)]
);

/** Six mailed digits: a further browser, or a guest's address. */
export const mailedCode = sqliteTable('mailed_code', {
	id: id().primaryKey(),
	purpose: words({ enum: ['device', 'address'] }).notNull(),
	sessionId: id().notNull(),
	galleryId: id().notNull(),
	participantId: id().notNull(),
	invitationId: id(),
	email: words().notNull(),
	codeHash: words().notNull(),
	attempts: count().notNull().default(0),
	expiresAt: time().notNull(),
	usedAt: time(),
	createdAt: time().notNull()
});

// ---- files and their versions ------------------------------------------------------------------

export const file = sqliteTable(
	'file',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		section: words().notNull().default(''),
		name: words().notNull(),
		/** The name that the first version came with; never overwritten. */
		cameraName: words().notNull(),
		title: words(),
		/** Current pair. `currentVersion` is 0 until the first version is processed. */
		state: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }).notNull(),
		currentVersion: count().notNull(),
		status: words({ enum: ['processing', 'ready', 'failed'] }).notNull(),
		error: words(),
		/** What clients see; null until the first version is ready. */
		releasedVersion: count(),
		releasedState: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }),
		nextVersion: count().notNull(),
		capturedAt: time(),
		place: count(),
		createdAt: time().notNull(),
		deletedAt: time(),
		deletedBy: id()
	},
	(t) => [index('file_gallery').on(t.galleryId, t.deletedAt)]
);

/** Every name that a file ever had, for matching. */
export const fileName = sqliteTable(
	'file_name',
	{
		fileId: id()
			.notNull()
			.references(() => file.id),
		galleryId: id().notNull(),
		name: words().notNull(),
		nameKey: words().notNull(),
		stemKey: words().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.fileId, t.name] }),
		index('file_name_key').on(t.galleryId, t.nameKey),
		index('file_name_stem').on(t.galleryId, t.stemKey)
	]
);

export type CaptureFacts = {
	takenAt?: number;
	make?: string;
	model?: string;
	rawFileName?: string;
	preservedFileName?: string;
	originalDocumentId?: string;
};
export type Rendition = { width: number; height: number; key: string; bytes: number };

/**
 * Immutable bytes. `fileId` null: an unmatched upload that changes nothing until somebody decides (24 h).
 * status: incoming (processing | asks | failed) → current → past; a version taken back by restore is `takenBackAt`.
 */
export const version = sqliteTable(
	'version',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		fileId: id(),
		n: count(),
		name: words().notNull(),
		section: words().notNull().default(''),
		storageKey: words().notNull().unique(),
		sha256: words().notNull(),
		crc32: count().notNull(),
		bytes: count().notNull(),
		kind: words().notNull(),
		picture: flag().notNull(),
		width: count(),
		height: count(),
		placeholder: words(),
		likeness: words(),
		capture: json<CaptureFacts>().notNull(),
		renditions: json<Rendition[]>().notNull(),
		halfKey: words(),
		status: words({
			enum: ['processing', 'asks', 'failed', 'current', 'past', 'refused', 'discarded', 'unmatched']
		}).notNull(),
		asks: words({ enum: ['ok', 'unlike'] }),
		error: words(),
		note: words(),
		/** State asked for when it becomes current; null keeps the file's. */
		wantedState: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }),
		/** State it last had as current (restore brings it back). */
		lastState: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }),
		/** When it was first the released version, i.e. clients may have seen it. */
		releasedAt: time(),
		takenBackAt: time(),
		orderId: id(),
		dropId: id(),
		/** For unmatched uploads: what was found, and why nothing was done. */
		match: json<{ class: number | null; candidates: string[]; why: string }>(),
		uploadedBy: id(),
		/** role of the uploader at that moment */
		uploadedRole: words({ enum: ['owner', 'photographer', 'retoucher'] }),
		createdAt: time().notNull(),
		processedAt: time(),
		expiresAt: time()
	},
	(t) => [
		uniqueIndex('version_n').on(t.fileId, t.n),
		index('version_gallery').on(t.galleryId, t.status),
		index('version_sha').on(t.sha256)
	]
);

/** A resumable upload: facts beside the bytes that the temp file holds. */
export const upload = sqliteTable(
	'upload',
	{
		id: id().primaryKey(),
		galleryId: id().notNull(),
		memberId: id().notNull(),
		orderId: id(),
		fileId: id(),
		dropId: id(),
		filename: words().notNull(),
		section: words().notNull().default(''),
		state: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }),
		replace: flag().notNull(),
		add: flag().notNull(),
		match: words({ enum: ['exact', 'forgiving', 'ask'] }).notNull(),
		lengthBytes: count().notNull(),
		offsetBytes: count().notNull(),
		/** CRC-32 of the bytes up to offsetBytes. */
		crc32: count().notNull().default(0),
		tempName: words().notNull(),
		status: words({ enum: ['receiving', 'done', 'refused', 'cancelled'] }).notNull(),
		problem: json<{ status: number; title: string; detail: string; candidates?: unknown[] }>(),
		resultFileId: id(),
		resultVersionId: id(),
		createdAt: time().notNull(),
		updatedAt: time().notNull()
	},
	(t) => [index('upload_order').on(t.orderId), index('upload_gallery').on(t.galleryId, t.status)]
);

// ---- marks ------------------------------------------------------------------------------------

export const selection = sqliteTable(
	'selection',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		name: words().notNull(),
		rule: words({ enum: ['somebody', 'nobody-against', 'more-yes-than-no', 'everyone'] }).notNull(),
		limit: json<{ kind: 'at-most' | 'exactly' | 'at-least'; n: number }>(),
		chooseBy: time(),
		round: count().notNull().default(1),
		lockedAt: time(),
		lockedBy: id(),
		place: count().notNull().default(0),
		createdAt: time().notNull(),
		deletedAt: time()
	},
	(t) => [index('selection_gallery').on(t.galleryId)]
);

/** The update log of a book; `seq` is the order of commit. */
export const markUpdate = sqliteTable(
	'mark_update',
	{
		seq: count().primaryKey({ autoIncrement: true }),
		galleryId: id().notNull(),
		book: words().notNull(),
		clientId: count().notNull(),
		/** Clock of this client after the update. */
		clock: count().notNull(),
		update: bytes().notNull(),
		createdAt: time().notNull()
	},
	(t) => [index('mark_update_gallery').on(t.galleryId, t.book, t.seq)]
);

/** Compacted books, v2 encoding, holding every update up to `seq`. */
export const markSnapshot = sqliteTable(
	'mark_snapshot',
	{
		galleryId: id().notNull(),
		book: words().notNull(),
		seq: count().notNull(),
		update: bytes().notNull(),
		createdAt: time().notNull()
	},
	(t) => [primaryKey({ columns: [t.galleryId, t.book] })]
);

/** The projection: every live key of every book, with its server time. Same commit as the update. */
export const mark = sqliteTable(
	'mark',
	{
		galleryId: id().notNull(),
		book: words().notNull(),
		participantId: id().notNull(),
		key: words().notNull(),
		kind: words({
			enum: ['pick', 'stars', 'label', 'verdict', 'done', 'comment', 'resolve']
		}).notNull(),
		selectionId: id(),
		fileId: id(),
		value: json<unknown>().notNull(),
		at: time().notNull()
	},
	(t) => [
		primaryKey({ columns: [t.galleryId, t.book, t.key] }),
		index('mark_selection').on(t.selectionId, t.fileId),
		index('mark_file').on(t.fileId, t.kind)
	]
);

// ---- orders and deliveries --------------------------------------------------------------------

export const order = sqliteTable(
	'order_',
	{
		id: id().primaryKey(),
		number: count().notNull().unique(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		/** null: placed by the studio. */
		participantId: id(),
		placedByName: words().notNull(),
		placedByMember: id(),
		selectionId: id(),
		note: words().notNull().default(''),
		placedAt: time().notNull(),
		seenAt: time(),
		startedAt: time(),
		startedBy: words({ enum: ['start', 'final'] }),
		expectedBy: time()
	},
	(t) => [index('order_gallery').on(t.galleryId)]
);

export const orderRecipient = sqliteTable(
	'order_recipient',
	{
		orderId: id()
			.notNull()
			.references(() => order.id),
		email: words().notNull(),
		name: words().notNull().default(''),
		participantId: id(),
		createdAt: time().notNull()
	},
	(t) => [primaryKey({ columns: [t.orderId, t.email] })]
);

export const orderItem = sqliteTable(
	'order_item',
	{
		id: id().primaryKey(),
		orderId: id()
			.notNull()
			.references(() => order.id),
		fileId: id()
			.notNull()
			.references(() => file.id),
		state: words({ enum: ['waiting', 'ready', 'delivered', 'cancelled'] }).notNull(),
		reason: words(),
		cancelledBy: words({ enum: ['client', 'withdrawn', 'deleted'] }),
		/** Ready only with a version newer than this. */
		afterVersion: count().notNull().default(0),
		/** Pinned while ready or delivered. */
		versionId: id(),
		deliveryId: id(),
		/** Comments open when the item was placed: frozen. */
		instructions: json<{ text: string; commentId?: string; by?: string }[]>().notNull(),
		createdAt: time().notNull(),
		changedAt: time().notNull()
	},
	(t) => [index('order_item_order').on(t.orderId), index('order_item_file').on(t.fileId, t.state)]
);

export const idempotencyKey = sqliteTable(
	'idempotency_key',
	{
		participantId: id().notNull(),
		key: words().notNull(),
		bodyHash: words().notNull(),
		orderId: id().notNull(),
		createdAt: time().notNull()
	},
	(t) => [primaryKey({ columns: [t.participantId, t.key] })]
);

/** One mail, one page, one list. `orderId` null: files sent without an order. */
export const delivery = sqliteTable(
	'delivery',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		orderId: id(),
		number: count().notNull(),
		/** null: no due time (by hand, or held without one). */
		dueAt: time(),
		held: flag().notNull().default(false),
		restarts: count().notNull().default(0),
		message: words().notNull().default(''),
		createdAt: time().notNull(),
		deliveredAt: time(),
		recalledAt: time(),
		expiresAt: time()
	},
	(t) => [
		uniqueIndex('delivery_number').on(t.orderId, t.number),
		index('delivery_due').on(t.deliveredAt, t.dueAt)
	]
);

/** The frozen list of a delivered delivery: exactly these versions. */
export const deliveryFile = sqliteTable(
	'delivery_file',
	{
		deliveryId: id()
			.notNull()
			.references(() => delivery.id),
		fileId: id().notNull(),
		versionId: id().notNull(),
		itemId: id(),
		name: words().notNull(),
		place: count().notNull()
	},
	(t) => [primaryKey({ columns: [t.deliveryId, t.fileId] }), index('delivery_file_version').on(t.versionId)]
);

/** A recipient's own key to a delivery page. */
export const deliveryLink = sqliteTable(
	'delivery_link',
	{
		id: id().primaryKey(),
		deliveryId: id()
			.notNull()
			.references(() => delivery.id),
		email: words().notNull(),
		name: words().notNull().default(''),
		participantId: id(),
		counter: count().notNull(),
		tokenHash: words().notNull().unique(),
		openedAt: time(),
		revokedAt: time(),
		createdAt: time().notNull()
	},
	(t) => [uniqueIndex('delivery_link_email').on(t.deliveryId, t.email)]
);

// ---- downloads --------------------------------------------------------------------------------

/** A pinned list of versions behind a URL for 24 h; the layout is computed from it. */
export const archive = sqliteTable('archive', {
	id: id().primaryKey(),
	galleryId: id().notNull(),
	participantId: id(),
	memberId: id(),
	deliveryLinkId: id(),
	versionIds: json<string[]>().notNull(),
	names: json<string[]>().notNull(),
	etag: words().notNull(),
	bytes: count().notNull(),
	createdAt: time().notNull(),
	expiresAt: time().notNull()
});

export const downloadLog = sqliteTable(
	'download_log',
	{
		id: id().primaryKey(),
		galleryId: id().notNull(),
		fileId: id(),
		versionId: id(),
		archiveId: id(),
		deliveryId: id(),
		who: words({ enum: ['participant', 'member', 'link', 'token'] }).notNull(),
		whoId: id().notNull(),
		whoName: words().notNull(),
		what: words().notNull(),
		bytes: count().notNull(),
		complete: flag().notNull(),
		at: time().notNull()
	},
	(t) => [index('download_log_gallery').on(t.galleryId, t.at)]
);

// ---- machinery --------------------------------------------------------------------------------

export const job = sqliteTable(
	'job',
	{
		id: id().primaryKey(),
		name: words().notNull(),
		/** Unique among queued and running rows: set to null when the job ends. */
		liveKey: words().unique(),
		key: words().notNull(),
		payload: json<unknown>().notNull(),
		state: words({ enum: ['queued', 'running', 'done', 'failed'] }).notNull(),
		/** Somebody enqueued it while it was running: run once more. */
		again: flag().notNull().default(false),
		runAt: time().notNull(),
		attempts: count().notNull().default(0),
		/** Raised at each lease; a write with an older one is refused. */
		fence: count().notNull().default(0),
		leaseUntil: time(),
		/** The process that took it; whoever sees that one end may end its leases. */
		holder: words(),
		lastError: words(),
		createdAt: time().notNull(),
		finishedAt: time()
	},
	(t) => [index('job_due').on(t.state, t.runAt)]
);

/** The outbox. The body is made when it is sent or shown; nothing here opens a gallery. */
export const mail = sqliteTable(
	'mail',
	{
		id: id().primaryKey(),
		template: words().notNull(),
		/** Ids and plain facts that the template needs. */
		facts: json<Record<string, unknown>>().notNull(),
		to: words().notNull(),
		toName: words().notNull().default(''),
		messageId: words().notNull().unique(),
		/** kept: no SMTP, it stays on the outbox page. */
		status: words({ enum: ['waiting', 'sent', 'failed', 'kept'] }).notNull(),
		galleryId: id(),
		orderId: id(),
		deliveryId: id(),
		attempts: count().notNull().default(0),
		nextAt: time().notNull(),
		firstTriedAt: time(),
		lastError: words(),
		sentAt: time(),
		createdAt: time().notNull()
	},
	(t) => [index('mail_due').on(t.status, t.nextAt), index('mail_delivery').on(t.deliveryId)]
);

/** What changed, in the commit that changed it; web processes tail it and tell their sockets. Kept an hour. */
export const announcement = sqliteTable('announcement', {
	seq: count().primaryKey({ autoIncrement: true }),
	/** 'client:<galleryId>' | 'studio:<galleryId>' | 'participant:<id>' | 'home:<studioId>' | 'session:<id>' | 'web' */
	room: words().notNull(),
	event: words().notNull(),
	payload: json<unknown>().notNull(),
	createdAt: time().notNull()
});

/** Tries at a password, code or passphrase under a key (what, address, network) until the window ends. */
export const attempt = sqliteTable(
	'attempt',
	{ key: words().primaryKey(), n: count().notNull(), until: time().notNull() },
	(t) => [index('attempt_until').on(t.until)]
);

/** One row a thing that only one process may do (e.g. the owner of the data folder). */
export const lease = sqliteTable('lease', {
	name: id().primaryKey(),
	holder: words().notNull(),
	fence: count().notNull(),
	until: time().notNull()
});
