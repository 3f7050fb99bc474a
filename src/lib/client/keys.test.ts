import { describe, expect, it } from 'vitest';
import { actOf } from './keys.ts';

type Press = Parameters<typeof actOf>[0];
const press = (key: string, held: Partial<Press> = {}) =>
	actOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

const yes = { do: 'pick', pick: 'yes' };
const maybe = { do: 'pick', pick: 'maybe' };
const no = { do: 'pick', pick: 'no' };
const stars = (count: number) => ({ do: 'stars', stars: count });
const label = (colour: string) => ({ do: 'label', label: colour });

describe('keys', () => {
	it.each([
		['y', yes],
		['N', no],
		['u', { do: 'pick', pick: null }],
		['4', stars(4)],
		['0', stars(0)],
		['6', label('red')],
		['9', label('blue')],
		['?', { do: 'help' }]
	])('%s', (key, act) => expect(press(key)).toEqual(act));

	it.each([
		['French: 3', '"', 'Digit3', stars(3)],
		['French: 5', '(', 'Digit5', stars(5)],
		['French: 7', 'è', 'Digit7', label('yellow')],
		['French: 0', 'à', 'Digit0', stars(0)],
		['French: 3 with Shift', '3', 'Digit3', stars(3)],
		['French: m lies beside l', 'm', 'Semicolon', maybe],
		['Czech: 2', 'ě', 'Digit2', stars(2)],
		['Lithuanian: 1', 'ą', 'Digit1', stars(1)],
		['Slovak: 4', 'č', 'Digit4', stars(4)],
		['US: 5 with Shift', '%', 'Digit5', stars(5)],
		['US international: 6 with Shift is a dead key', 'Dead', 'Digit6', label('red')],
		['programmer Dvorak types its digits elsewhere', '7', 'Digit2', label('yellow')],
		['the digit pad', '4', 'Numpad4', stars(4)],
		['Persian digits', '۴', 'Digit4', stars(4)],
		['Thai: 4', 'ภ', 'Digit4', stars(4)],
		['full width digits', '３', 'Digit3', stars(3)],
		['Russian: p', 'з', 'KeyP', yes],
		['Russian: y with Shift', 'Н', 'KeyY', yes],
		['Ukrainian: m', 'ь', 'KeyM', maybe],
		['Bulgarian: n', 'н', 'KeyN', no],
		['Greek: y', 'υ', 'KeyY', yes],
		['Greek: m with Shift', 'Μ', 'KeyM', maybe],
		['Hebrew: n', 'מ', 'KeyN', no],
		['Arabic: y', 'غ', 'KeyY', yes],
		['Arabic: b types two letters', 'لا', 'KeyB', { do: 'before' }],
		['Thai: y types a vowel sign', 'ั', 'KeyY', yes],
		['Georgian: m', 'მ', 'KeyM', maybe],
		['Korean: m', 'ㅡ', 'KeyM', maybe],
		['Japanese kana: n', 'み', 'KeyN', no],
		['Dvorak: y lies on the key of t', 'y', 'KeyT', yes],
		['German: z lies on the key of y', 'z', 'KeyY', { do: 'zoom' }],
		['full width letters', 'ｙ', 'KeyY', yes],
		['Arabic question mark', '؟', 'Slash', { do: 'help' }],
		['full width question mark', '？', 'Slash', { do: 'help' }],
		['Russian: the question mark lies on 7', '?', 'Digit7', { do: 'help' }],
		['French: the question mark lies on the key of m', '?', 'KeyM', { do: 'help' }]
	])('%s', (_, key, code, act) => expect(press(key, { code })).toEqual(act));

	it.each([
		['a browser’s own combination', 'c', 'KeyC', { ctrlKey: true }],
		['the same on a Mac', 'y', 'KeyY', { metaKey: true }],
		['the same, in Russian', 'с', 'KeyC', { ctrlKey: true }],
		['Alt', 'y', 'KeyY', { altKey: true }],
		['AltGr on the digit row', '€', 'Digit5', { getModifierState: (key: string) => key === 'AltGraph' }],
		['a letter that is being composed', 'y', 'KeyY', { isComposing: true }],
		['a key that goes to an input method', 'Process', 'KeyY', {}],
		['Dvorak: the key of y types f', 'f', 'KeyY', {}],
		['French: the key of m types a comma', ',', 'KeyM', {}],
		['bépo: the key of n types an apostrophe', '’', 'KeyN', {}],
		['bépo: the key of w types é', 'é', 'KeyW', {}],
		['Turkish: another i', 'ı', 'KeyI', {}],
		['Vietnamese: a Latin letter', 'ư', 'KeyU', {}],
		['the digit pad without its lock', 'Home', 'Numpad7', {}],
		['arrows of the digit pad', 'ArrowLeft', 'Numpad4', {}],
		['a dead key on a letter', 'Dead', 'KeyU', {}],
		['function keys', 'F5', 'F5', {}],
		['a key without a name', 'Unidentified', '', {}],
		['words of the language', 'constructor', '', {}]
	])('%s means nothing here', (_, key, code, held) => expect(press(key, { code, ...held })).toBeUndefined());
});
