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
