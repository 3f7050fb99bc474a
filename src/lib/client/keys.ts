import type { Label, Pick as Choice } from '#lib/domain/marks/values.ts';

/** The keys of culling programs: what a press means on a picture. Arrows are the sheet's and the viewer's own. */
export type KeyAct =
	| { do: 'pick'; pick: Choice | null }
	| { do: 'stars'; stars: number }
	| { do: 'label'; label: Label }
	| { do: 'hide' | 'compare' | 'help' | 'zoom' | 'comment' | 'before' };

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'> &
	Partial<Pick<KeyboardEvent, 'code' | 'isComposing' | 'getModifierState'>>;

const acts: Record<string, KeyAct> = {
	y: { do: 'pick', pick: 'yes' },
	p: { do: 'pick', pick: 'yes' },
	m: { do: 'pick', pick: 'maybe' },
	n: { do: 'pick', pick: 'no' },
	x: { do: 'pick', pick: 'no' },
	u: { do: 'pick', pick: null },
	h: { do: 'hide' },
	c: { do: 'compare' },
	b: { do: 'before' },
	z: { do: 'zoom' },
	r: { do: 'comment' },
	'?': { do: 'help' },
	'0': { do: 'stars', stars: 0 },
	'1': { do: 'stars', stars: 1 },
	'2': { do: 'stars', stars: 2 },
	'3': { do: 'stars', stars: 3 },
	'4': { do: 'stars', stars: 4 },
	'5': { do: 'stars', stars: 5 },
	// as in Lightroom, whose purple has no key either
	'6': { do: 'label', label: 'red' },
	'7': { do: 'label', label: 'yellow' },
	'8': { do: 'label', label: 'green' },
	'9': { do: 'label', label: 'blue' }
};

/** Undefined for keys that mean nothing here, and for the browser's own combinations. */
export function actOf(press: Press): KeyAct | undefined {
	if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return undefined;
	// what AltGr types is a sign of its own, on whichever key it lies
	if (press.getModifierState?.('AltGraph')) return undefined;
	const sign = signOf(press.key, press.code ?? '');
	return Object.hasOwn(acts, sign) ? acts[sign] : undefined;
}

const filmActs: Record<string, 'toggle' | 'back' | 'forward' | 'frameBack' | 'frameOn'> = {
	' ': 'toggle',
	j: 'back',
	k: 'toggle',
	l: 'forward',
	',': 'frameBack',
	'.': 'frameOn'
};

/** What a press means while a film can be played. */
export function filmActOf(press: Press) {
	if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return undefined;
	if (press.getModifierState?.('AltGraph')) return undefined;
	const sign = Object.hasOwn(filmActs, press.key) ? press.key : signOf(press.key, press.code ?? '');
	return Object.hasOwn(filmActs, sign) ? filmActs[sign] : undefined;
}

const LATIN = /\p{Script=Latin}/u;
/** Letters and vowel signs; an Arabic key may type two. General punctuation is left out: many layouts share it. */
const LETTERS = /^[\p{L}\p{M}\u0370-\u1fff]+$/u;

/**
 * What a key means, on any layout: the sign it types where that is Latin (so that Dvorak goes by its letters), else the
 * place of the key. The digit row is digits wherever it types none (French, Czech, Thai), with Shift or without.
 */
export function signOf(key: string, code: string): string {
	const typed = key.normalize('NFKC').toLowerCase();
	if (/^[?؟]$/.test(typed)) return '?';
	if (/^[a-z0-9]$/.test(typed)) return typed;
	// "Home" on the digit pad without its lock, and the like; a dead key still has its place in the digit row
	const isNamed = /^[a-z][a-z0-9]+$/.test(typed) && typed !== 'dead' && typed !== 'unidentified';
	if (isNamed) return '';
	const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
	if (digit) return digit;
	const letter = /^Key([A-Z])$/.exec(code)?.[1];
	return letter && LETTERS.test(typed) && !LATIN.test(typed) ? letter.toLowerCase() : '';
}

/** With Shift a mark goes on to the next picture, as in culling programs. */
export const goesOn = (act: KeyAct) => ['pick', 'stars', 'label'].includes(act.do);

/** True while somebody writes: letters are theirs then. */
export function isWriting(target: EventTarget | null) {
	return (
		target instanceof HTMLElement &&
		target.matches('input:not([type=checkbox], [type=range]), textarea, select')
	);
}

/** What the help shows, in this order. */
export const keyHelp = [
	'move',
	'pick',
	'stars',
	'label',
	'zoom',
	'play',
	'frames',
	'compare',
	'before',
	'comment',
	'hide',
	'close'
] as const;
