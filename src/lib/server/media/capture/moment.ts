/** What a clock on the wall showed, in ms as if it were UTC, its zone where the file names one; a day alone is its midnight. */
export type Moment = { at: number; zoneMinutes?: number; isDay?: true };

const STAMP =
	/^\s*(\d{4})[:/.-](\d\d)[:/.-](\d\d)(?:[ T]+(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?/;
/** As mail and PNG write it: Sat, 06 Jun 2026 15:12:00 +0200. */
const MAIL_STAMP =
	/^\s*(?:\p{L}{3,9},?\s+)?(\d{1,2}) (\p{L}{3})\p{L}* (\d{4}) (\d\d:\d\d(?::\d\d)?)\s*([+-]\d{4})?/u;
/** As C writes it, and AVI: Sat Jun 06 15:12:00 2026. */
const C_STAMP = /^\s*\p{L}{3} (\p{L}{3})\s+(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})/u;
const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

const MOST_ZONE_MINUTES = 14 * 60;

function zoneOf(text: string | undefined): Pick<Moment, 'zoneMinutes'> {
	if (text === 'Z') return { zoneMinutes: 0 };
	const [, sign, hours, minutes] = /^\s*([+-])(\d\d):?(\d\d)/.exec(text ?? '') ?? [];
	if (sign === undefined) return {};
	const size = Number(hours) * 60 + Number(minutes);
	if (size > MOST_ZONE_MINUTES) return {};
	return { zoneMinutes: sign === '-' && size > 0 ? -size : size };
}

function numbered(text: string): string {
	const mail = MAIL_STAMP.exec(text);
	if (mail) return dated(mail[3], mail[2], mail[1], `${mail[4]}${mail[5] ?? ''}`) ?? text;
	const c = C_STAMP.exec(text);
	return (c && dated(c[4], c[1], c[2], c[3] ?? '')) ?? text;
}

function dated(year = '', month = '', day = '', clock: string) {
	const at = MONTHS.indexOf(month.toLowerCase());
	if (at < 0 || at % 3 !== 0) return undefined;
	return `${year}:${String(at / 3 + 1).padStart(2, '0')}:${day.padStart(2, '0')} ${clock}`;
}

const HOUR_MS = 3_600_000;
const EPOCHS = [0, Date.UTC(1904, 0, 1)];

/** The first tick of a clock that was never set, in whatever zone it was written down. */
const isUnset = (at: number) =>
	EPOCHS.some((epoch) => Math.abs(at - epoch) <= 14 * HOUR_MS && (at - epoch) % (HOUR_MS / 4) === 0);

/**
 * A stamp of EXIF, XMP, IPTC, QuickTime, PNG or AVI. `subSecond` and `zone` are EXIF's other two pieces of it; undefined
 * for what no clock ever showed.
 */
export function momentOf(stamp: string | undefined, subSecond?: string, zone?: string): Moment | undefined {
	const parts = STAMP.exec(numbered(stamp ?? ''));
	if (!parts) return undefined;
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
		.slice(1, 7)
		.map((part = '0') => Number(part));
	const at = Date.UTC(year, month - 1, day, hour, minute, second);
	if (year < 1900 || year > 2100 || hour > 23 || minute > 59 || second > 59) return undefined;
	if (new Date(at).getUTCDate() !== day || new Date(at).getUTCMonth() !== month - 1 || isUnset(at))
		return undefined;
	const fraction = parts[7] ?? subSecond?.trim() ?? '';
	const ms = /^\d+$/.test(fraction) ? Math.floor(Number(`0.${fraction}`) * 1000) : 0;
	if (parts[4] === undefined) return { at, isDay: true };
	return { at: at + ms, ...zoneOf(parts[8] ?? zone) };
}

/** Seconds since 1904 in UTC, as QuickTime counts; undefined for a clock that was never set. */
export function momentOfSeconds(seconds: number): Moment | undefined {
	const at = Date.UTC(1904, 0, 1) + seconds * 1000;
	const year = Number.isSafeInteger(at) ? new Date(at).getUTCFullYear() : 0;
	return seconds === 0 || year < 1904 || year > 2100 || isUnset(at) ? undefined : { at };
}
