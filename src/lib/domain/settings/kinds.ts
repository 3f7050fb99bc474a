import { listWords } from '#lib/messages/format.ts';
import { t } from '#lib/messages/index.ts';
import type { KeyIn, ValuesOf } from '#lib/messages/keys.ts';

/** A setting as it was given: trimmed, '' when it is not set. Throws a sentence about what is wrong with it. */
export type ReadSetting<T> = (given: string) => T;

/** `console:setting.<key>` with what was given; never for a setting that may hold a password. */
export const refused = <K extends KeyIn<'console:setting.'>>(
	key: K,
	...values: ValuesOf<`console:setting.${K}`>
): Error => new Error(t(`console:setting.${key}`, ...values));

const shown = (given: string): string => (given.length > 60 ? `${given.slice(0, 60)}…` : given);

/** Files of settings, as containers read them, keep the quotes that a shell takes away. */
export function withoutQuotes(raw: string | undefined): string {
	const text = (raw ?? '').trim();
	const within = /^"([^"]*)"$|^'([^']*)'$/.exec(text);
	return (within ? (within[1] ?? within[2] ?? '') : text).trim();
}

/** Digits alone: `Number` would take 0x10, 3e3 and blanks as well. */
export const whole =
	(fallback: number, min: number, max: number): ReadSetting<number> =>
	(given) => {
		if (given === '') return fallback;
		const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
		if (!(value >= min && value <= max)) throw refused('whole', { min, max, given: shown(given) });
		return value;
	};

/** The first one when nothing is given. */
export const oneOf =
	<const T extends string>(options: readonly [T, ...T[]]): ReadSetting<T> =>
	(given) => {
		if (given === '') return options[0];
		const found = options.find((option) => option === given.toLowerCase());
		if (found === undefined) throw refused('oneOf', { options: listed(options), given: shown(given) });
		return found;
	};

const listed = (options: readonly string[]): string =>
	listWords(
		options.map((option) => `“${option}”`),
		'disjunction'
	);

export const yesOrNo: ReadSetting<boolean> = (given) => {
	const word = given.toLowerCase();
	if (['1', 'true', 'yes', 'on'].includes(word)) return true;
	if (['', '0', 'false', 'no', 'off'].includes(word)) return false;
	throw refused('yesOrNo', { given: shown(given) });
};

/** A folder of this machine, or a path below the one in which the server starts. */
export const folder =
	(fallback: string): ReadSetting<string> =>
	(given) => {
		if (/^s3:/i.test(given)) throw refused('folder-bucket');
		if (/^[a-z][a-z0-9+.-]*:\/\//i.test(given)) throw refused('folder', { given: shown(given) });
		// only a shell knows whose home that is: a folder named "~" would be made
		if (/^~/.test(given)) throw refused('folder-home', { given: shown(given) });
		return given || fallback;
	};

/** Whether a part of an address may be read: `%` begins two digits there. */
export function isDecodable(text: string): boolean {
	try {
		decodeURIComponent(text);
		return true;
	} catch {
		return false;
	}
}
