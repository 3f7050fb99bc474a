import { describe, expect, it } from 'vitest';
import { actOf } from './keys.ts';

const press = (key: string, held: Partial<Parameters<typeof actOf>[0]> = {}) =>
	actOf({ key, ctrlKey: false, metaKey: false, altKey: false, ...held });

describe('keys', () => {
	it.each([
		['y', { do: 'pick', pick: 'yes' }],
		['N', { do: 'pick', pick: 'no' }],
		['u', { do: 'pick', pick: null }],
		['4', { do: 'stars', stars: 4 }],
		['0', { do: 'stars', stars: 0 }],
		['6', { do: 'label', label: 'red' }],
		['9', { do: 'label', label: 'blue' }],
		['?', { do: 'help' }]
	])('%s', (key, act) => expect(press(key)).toEqual(act));

	it('leaves the rest to the browser', () => {
		expect(press('c', { ctrlKey: true })).toBeUndefined();
		expect(press('F')).toBeUndefined();
		expect(press('constructor')).toBeUndefined();
	});
});
