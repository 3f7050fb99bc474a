import * as v from 'valibot';

/** A camera that lost its clock counts from the year that its maker set. */
const MOST_SECONDS = 60 * 366 * 86_400;

export const ShiftCamera = v.strictObject({
	camera: v.pipe(v.string(), v.maxLength(1000)),
	/** Added to what the camera's clock showed; 0 takes the shift back. */
	shiftSeconds: v.pipe(v.number(), v.integer(), v.minValue(-MOST_SECONDS), v.maxValue(MOST_SECONDS))
});
export type ShiftCamera = v.InferOutput<typeof ShiftCamera>;

const two = (n: number) => String(n).padStart(2, '0');

/** "+0:58", "−1:02:03", "+9132d 4:00"; hours and minutes, seconds and days only where there are any. */
export function writeShift(shiftSeconds: number): string {
	const all = Math.abs(shiftSeconds);
	const [days, seconds] = [Math.floor(all / 86_400), all % 60];
	const hours = Math.floor((all % 86_400) / 3600);
	const minutes = Math.floor((all % 3600) / 60);
	const sign = shiftSeconds === 0 ? '' : shiftSeconds < 0 ? '−' : '+';
	return `${sign}${days ? `${days}d ` : ''}${hours}:${two(minutes)}${seconds ? `:${two(seconds)}` : ''}`;
}

const SIGN = '[+\\-−–]?';
const CLOCK = new RegExp(
	`^(${SIGN})(?:(\\d{1,5}) ?d(?:ays?)? ?)?(?:(\\d{1,6}):([0-5]?\\d)(?::([0-5]?\\d))?)?$`
);
const UNITS = new RegExp(
	`^(${SIGN})(?:(\\d{1,5}) ?d(?:ays?)? ?)?(?:(\\d{1,6}) ?h(?:ours?|rs?)? ?)?(?:(\\d{1,6}) ?m(?:in(?:utes?|s)?)? ?)?(?:(\\d{1,6}) ?s(?:ec(?:onds?|s)?)? ?)?$`
);

/**
 * Reads what `writeShift` writes and how people say it: "0:58", "+ 1:00", "-58 min", "1 h 2 m", "1d". Undefined where it
 * is something else: a bare number could be hours as well as minutes.
 */
export function parseShift(text: string): number | undefined {
	const words = text
		.trim()
		.toLowerCase()
		.replace(/\s+/g, ' ')
		.replace(/^([+\-−–]) /, '$1');
	const found = CLOCK.exec(words) ?? UNITS.exec(words);
	if (!found || !/\d/.test(words)) return undefined;
	const [, sign = '', days, hours, minutes, seconds] = found;
	const [d = 0, h = 0, m = 0, s = 0] = [days, hours, minutes, seconds].map((part) => Number(part ?? 0));
	const all = ((d * 24 + h) * 60 + m) * 60 + s;
	if (all > MOST_SECONDS) return undefined;
	return all === 0 || sign === '' || sign === '+' ? all : -all;
}
