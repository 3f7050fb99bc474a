import { AppError } from '#lib/domain/fault.ts';
import { sentenceOf, t } from '#lib/messages/index.ts';
import type { KeyIn, ValuesOf } from '#lib/messages/keys.ts';

/** missing: something that the settings need does not work. */
export type Level = 'ok' | 'note' | 'warning' | 'missing';
export type Finding = { about: string; level: Level; text: string };

/** One line of the doctor, from the catalogue: `finding('disk.low', 'warning', { free })`. */
export const finding = <K extends KeyIn<'console:doctor.'>>(
	key: K,
	level: Level,
	...values: ValuesOf<`console:doctor.${K}`>
): Finding => ({
	about: key.slice(0, key.indexOf('.')),
	level,
	text: t(`console:doctor.${key}`, ...values)
});

export function inWords(error: unknown): string {
	if (error instanceof AppError) return sentenceOf(error);
	return error instanceof Error ? error.message : String(error);
}
