import type { Label } from '#lib/domain/marks/values.ts';

/** The keys of culling programs: what a press means on a picture. Arrows are the sheet's and the viewer's own. */
export type KeyAct =
	| { do: 'pick'; pick: 'yes' | 'maybe' | 'no' | null }
	| { do: 'stars'; stars: number }
	| { do: 'label'; label: Label }
	| { do: 'hide' | 'compare' | 'help' | 'zoom' | 'comment' | 'before' };

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

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
	// as in Lightroom, whose purple has no key either
	'6': { do: 'label', label: 'red' },
	'7': { do: 'label', label: 'yellow' },
	'8': { do: 'label', label: 'green' },
	'9': { do: 'label', label: 'blue' }
};

/** Undefined for keys that mean nothing here, and for the browser's own combinations. */
export function actOf({ key, ctrlKey, metaKey, altKey }: Press): KeyAct | undefined {
	if (ctrlKey || metaKey || altKey) return undefined;
	if (/^[0-5]$/.test(key)) return { do: 'stars', stars: Number(key) };
	return Object.hasOwn(acts, key.toLowerCase()) ? acts[key.toLowerCase()] : undefined;
}

/** With Shift a mark goes on to the next picture, as in culling programs. */
export const goesOn = (act: KeyAct) => ['pick', 'stars', 'label'].includes(act.do);

/** True while somebody writes: letters are hers then. */
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
	'compare',
	'before',
	'comment',
	'hide',
	'close'
] as const;
