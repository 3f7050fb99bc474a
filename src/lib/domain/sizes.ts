const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes as people read them, in thousands: 84 MB, 1.2 GB. */
export function sizeInWords(bytes: number): string {
	const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
	const value = bytes / 1000 ** power;
	const short = value >= 9.95 || power === 0 ? String(Math.round(value)) : value.toFixed(1);
	return `${short} ${UNITS[power]}`;
}
