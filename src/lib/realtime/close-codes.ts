/** Why the server closed a marks socket (docs/realtime.md, Close codes). */
export const CLOSE = {
	malformed: 4400,
	noSession: 4401,
	notAllowed: 4403,
	stale: 4409,
	tooBig: 4413,
	tooFast: 4429,
	rightsChanged: 4503,
	restart: 1012,
	/** Nothing was kept for a reason of ours (a full disk, a reader too slow): the same again a little later. */
	tryLater: 1013
} as const;
export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

const FINAL: ReadonlySet<number> = new Set([
	CLOSE.malformed,
	CLOSE.noSession,
	CLOSE.notAllowed,
	CLOSE.tooBig
]);

/** Trying again would end the same way; every other close is retried, with a new seat after 4409 and 4503. */
export const isFinalClose = (code: number) => FINAL.has(code);

/** The page's standing changed, or its document is spoilt: only a new seat and a fresh document help. */
export const needsNewSeat = (code: number) => code === CLOSE.stale || code === CLOSE.rightsChanged;
