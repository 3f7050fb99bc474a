/** What is known of a picture; all of it may be missing. Likeness is a 64-bit dHash as 16 hex digits. */
export type PictureFacts = {
	/** The clock on the wall, in ms as if it were UTC. */
	takenAt?: number | null | undefined;
	/** East of Greenwich, where the camera says so: `takenAt` minus this is the instant. */
	zoneMinutes?: number | null | undefined;
	/** 'file': only when the file was made is known. An editor writes that anew, so it proves no difference. */
	timeOf?: 'shutter' | 'file' | null | undefined;
	likeness?: string | null | undefined;
	width?: number | null | undefined;
	height?: number | null | undefined;
};

export const UNLIKENESSES = ['capture-time', 'likeness'] as const;
export type Unlikeness = (typeof UNLIKENESSES)[number];

const CAPTURE_TOLERANCE_MS = 2000;
/** Zones lie whole quarter hours apart, at most 14 hours from Greenwich; an editor may drop the fraction of a second. */
const ZONE_STEP_MS = 15 * 60_000;
const MOST_ZONE_MS = 14 * 3_600_000;
const FRACTION_MS = 1000;
const SHAPE_TOLERANCE = 0.02;
/**
 * Measured on 24 photographs: graded, brightened or darkened by a third, in black and white, cropped by 5 % or as a
 * small JPEG the same picture differs in at most 11 bits; of 276 pairs of different ones 5 stay within the limit.
 */
export const UNLIKE_BITS = 18;

/** Number of differing bits, or null when either is not a likeness. */
export function likenessDistance(a: string | null | undefined, b: string | null | undefined): number | null {
	if (!isLikeness(a) || !isLikeness(b)) return null;
	let bits = 0;
	for (let i = 0; i < 16; i += 8) {
		bits += ones(parseInt(a.slice(i, i + 8), 16) ^ parseInt(b.slice(i, i + 8), 16));
	}
	return bits;
}

/** Why b is probably another picture than a; empty when nothing speaks against it. */
export function unlike(a: PictureFacts, b: PictureFacts): Unlikeness[] {
	const reasons: Unlikeness[] = [];
	if (sameTime(a, b) === false) reasons.push('capture-time');
	if (sameLook(a, b) === false) reasons.push('likeness');
	return reasons;
}

/** True when something known says that it is the same picture, and nothing that it is not. */
export function alike(a: PictureFacts, b: PictureFacts): boolean {
	const answers = [sameTime(a, b), sameLook(a, b)];
	return answers.includes(true) && !answers.includes(false);
}

/** True when both have been looked at and look the same, and nothing says otherwise: enough to act unasked. */
export const looksAlike = (a: PictureFacts, b: PictureFacts): boolean =>
	sameLook(a, b) === true && sameTime(a, b) !== false;

/** Null when one of them does not say. */
function sameTime(a: PictureFacts, b: PictureFacts): boolean | null {
	const apart = msApart(a, b);
	if (apart === null) return null;
	if (apart <= CAPTURE_TOLERANCE_MS || sameInstant(a, b)) return true;
	if (a.timeOf === 'file' || b.timeOf === 'file') return null;
	// the zone was dropped, added or put right on one of them: then the look decides
	return isZoneShift(apart) && sameLook(a, b) === true ? null : false;
}

const msApart = ({ takenAt: a }: PictureFacts, { takenAt: b }: PictureFacts) =>
	a == null || b == null ? null : Math.abs(a - b);

const instantOf = ({ takenAt, zoneMinutes }: PictureFacts) =>
	takenAt == null || zoneMinutes == null ? null : takenAt - zoneMinutes * 60_000;

function sameInstant(a: PictureFacts, b: PictureFacts): boolean {
	const [one, other] = [instantOf(a), instantOf(b)];
	return one !== null && other !== null && Math.abs(one - other) <= CAPTURE_TOLERANCE_MS;
}

function isZoneShift(ms: number): boolean {
	const rest = ms % ZONE_STEP_MS;
	return ms <= MOST_ZONE_MS + FRACTION_MS && Math.min(rest, ZONE_STEP_MS - rest) < FRACTION_MS;
}

function sameLook(a: PictureFacts, b: PictureFacts): boolean | null {
	const distance = sameShape(a, b) ? likenessDistance(a.likeness, b.likeness) : null;
	return distance === null ? null : distance <= UNLIKE_BITS;
}

/** A crop has another likeness without being another picture, so it is not asked. */
function sameShape(a: PictureFacts, b: PictureFacts): boolean {
	if (!a.width || !a.height || !b.width || !b.height) return true;
	return Math.abs(Math.log((a.width * b.height) / (a.height * b.width))) <= SHAPE_TOLERANCE;
}

function isLikeness(text: string | null | undefined): text is string {
	return text != null && /^[0-9a-f]{16}$/i.test(text);
}

function ones(word: number): number {
	let rest = word >>> 0;
	let count = 0;
	for (; rest !== 0; rest &= rest - 1) count++;
	return count;
}
