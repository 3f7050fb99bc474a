import { cut } from './cut.ts';
import { splitName } from './extension.ts';
import { withoutInvisibles } from './invisibles.ts';

export type CleanedName =
	{ ok: true; name: string; changed: boolean } | { ok: false; why: 'empty' | 'line-break' };

const MAX_CHARACTERS = 200;
const LOOKS_LIKE_A_PATH = /^[/\\]|^[A-Za-z]:[/\\]|(^|[/\\])\.\.?[/\\]/;

/** A file's name as it may be shown and kept: one component, visible, composed (NFC), at most 200 characters. */
export function cleanFileName(raw: string): CleanedName {
	if (/[\0\r\n]/.test(raw)) return { ok: false, why: 'line-break' };
	const visible = withoutInvisibles(raw)
		.normalize('NFC')
		.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '_');
	const component = LOOKS_LIKE_A_PATH.test(visible) ? (visible.split(/[/\\]/).at(-1) ?? '') : visible;
	const whole = trimName(component.replace(/[/\\]/g, '_'));
	const name = withoutInvisibles(shortened(whole, MAX_CHARACTERS, (text) => [...text].length));
	return name === '' ? { ok: false, why: 'empty' } : { ok: true, name, changed: name !== raw };
}

/** No spaces around it, no dots behind it. A loop: the pattern for it takes quadratic time. */
export function trimName(name: string): string {
	let end = name.length;
	while (end > 0 && /[\s.]/.test(name.charAt(end - 1))) end--;
	return name.slice(0, end).trimStart();
}

/** Cut between signs, the extension kept; `measure` says what counts (characters, UTF-8 bytes). */
export function shortened(name: string, max: number, measure: (text: string) => number): string {
	if (measure(name) <= max) return name;
	const { stem, extension } = splitName(name);
	const room = max - measure(extension);
	return trimName(cut(stem, room, measure)) + extension;
}
