/** What one marks socket may do; the browser keeps to it, the server insists (docs/realtime.md, The socket). */
export const LIMITS = {
	/** One frame. A sync step 2 may be longer by the room's own deletions, which Yjs always repeats. */
	frameBytes: 65_536,
	/** What ws reads at all. */
	payloadBytes: 8 * 65_536,
	fragments: 64,
	/** Updates that come before the sync step 2 and wait for it. */
	earlyBytes: 4 * 65_536,
	/** The browser splits what it has to say into transactions of about this size. */
	transactionBytes: 16_000,
	/** Updates: a refilling bucket, deep enough for an honest burst. */
	updatesPerSecond: 30,
	updateBurst: 300,
	syncStepsPerSecond: 1,
	syncStepBurst: 5,
	/** Presence is lossy: what comes faster is dropped, and only a flood closes. y-websocket echoes what it hears. */
	presencePerSecond: 60,
	presenceBurst: 600,
	presenceBytes: 1_024,
	stateVectorEntries: 10_000,
	/** Values in one struct; map entries hold one, an old document without garbage collection more. */
	valuesPerStruct: 1_000,
	/** Highest clock of a client id: far above any life of marks, far below where numbers get coarse. */
	clock: 2 ** 32,
	valueDepth: 6,
	keysPerBook: 60_000,
	bytesPerBook: 8 * 1024 * 1024,
	/** What a page starts from is all books together: at most 8 MiB, with room for what the server adds itself. */
	bytesPerRoom: 7_680 * 1024,
	/** Guests come uninvited: they never take the whole room, nor one of them the guests' share. */
	guestBytesPerRoom: 4 * 1024 * 1024,
	bytesPerGuest: 512 * 1024,
	/** A room this close to its limit counts as full: weighing costs much. */
	weighSlackBytes: 65_536,
	/** Page loads that wrote something; a state vector names each, and must fit a frame. */
	clientIdsPerRoom: 6_000,
	guestClientIdsPerRoom: 4_000,
	/** Bytes that one person may add to the log, rewriting included. */
	personBytesPerSecond: 65_536,
	personBytesBurst: 4 * 1024 * 1024,
	/** Waiting to be read by a slow receiver. */
	backlogBytes: 1024 * 1024,
	/** Sockets opened, however short they live; after a restart everybody comes at once. */
	sessionOpensPerSecond: 10,
	sessionOpensBurst: 200,
	networkOpensPerSecond: 100,
	networkOpensBurst: 1_000,
	socketsPerSession: 20,
	socketsPerNetwork: 200
} as const;
