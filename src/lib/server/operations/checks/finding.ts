import { t } from '#lib/messages/index.ts';

/** missing: something that the settings need does not work. */
export type Level = 'ok' | 'note' | 'warning' | 'missing';
export type Finding = { about: string; level: Level; text: string };

/** One line of the doctor, from the catalogue: `say('disk', 'low', 'warning', { free })`. */
export const finding = (
	about: string,
	key: string,
	level: Level,
	values: Record<string, unknown> = {}
): Finding => ({
	about,
	level,
	text: t(`studio:doctor.${about}.${key}`, values)
});

export const inWords = (error: unknown) => (error instanceof Error ? error.message : String(error));

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

export function sizeInWords(bytes: number): string {
	const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
	const value = bytes / 1000 ** power;
	return `${value >= 10 || power === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}
