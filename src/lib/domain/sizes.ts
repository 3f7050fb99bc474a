import { numberWords } from '#lib/messages/format.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes as people read them, in thousands: 84 MB, 1.2 GB. */
export function sizeInWords(bytes: number): string {
	const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
	const value = bytes / 1000 ** power;
	const short = numberWords(value, value >= 9.95 || power === 0 ? 0 : 1);
	return `${short} ${UNITS[power]}`;
}
