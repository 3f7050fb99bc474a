import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsIfMatch, isKnownToBrowser } from './conditions.ts';
import { keepsRange, wantedSpan } from './range.ts';

const part = (first: number, last: number) => ({ kind: 'part', span: { first, last } });
const whole = { kind: 'whole' };
const none = { kind: 'none' };

describe('a range of 100 bytes', () => {
	it.each([
		[undefined, whole],
		['bytes=0-', part(0, 99)],
		['bytes=0-0', part(0, 0)],
		['bytes=10-19', part(10, 19)],
		['bytes=99-', part(99, 99)],
		['bytes=50-1000', part(50, 99)],
		['bytes=-1', part(99, 99)],
		['bytes=-1000', part(0, 99)],
		['BYTES=1-2', part(1, 2)],
		['bytes=100-', none],
		['bytes=99999999999999999999-', none],
		['bytes=-0', none],
		['bytes=5-2', whole],
		['bytes=-', whole],
		['bytes=a-b', whole],
		['bytes=1-2,5-6', whole],
		[`bytes=${Array.from({ length: 1000 }, (_, i) => `${i}-${i}`).join(',')}`, whole],
		['items=0-5', whole],
		['', whole]
	])('%s', (header, wanted) => {
		expect(wantedSpan(header, 100)).toEqual(wanted);
	});

	it('never lies outside the body, whatever is asked', () => {
		fc.assert(
			fc.property(fc.string(), fc.nat(), fc.nat(), fc.integer({ min: 1, max: 1e12 }), (text, a, b, size) => {
				for (const header of [text, `bytes=${text}`, `bytes=${a}-${b}`, `bytes=-${a}`, `bytes=${a}-`]) {
					const wanted = wantedSpan(header, size);
					if (wanted.kind !== 'part') continue;
					const { first, last } = wanted.span;
					expect(0 <= first && first <= last && last < size).toBe(true);
				}
			})
		);
	});
});

it('keeps a range only for the very same strong tag', () => {
	expect(keepsRange(undefined, '"a"')).toBe(true);
	expect(keepsRange('"a"', '"a"')).toBe(true);
	expect(keepsRange('"b"', '"a"')).toBe(false);
	expect(keepsRange('W/"a"', '"a"')).toBe(false);
	expect(keepsRange('Wed, 21 Oct 2026 07:28:00 GMT', '"a"')).toBe(false);
});

it('knows what a browser has, weakly and in lists', () => {
	expect(isKnownToBrowser(undefined, '"a"')).toBe(false);
	expect(isKnownToBrowser('"b", W/"a"', '"a"')).toBe(true);
	expect(isKnownToBrowser('*', '"a"')).toBe(true);
	expect(isKnownToBrowser('"b"', '"a"')).toBe(false);
});

describe('If-Match', () => {
	it.each([
		[undefined, true],
		['*', true],
		['"a"', true],
		[' "b" , "a"', true],
		['"b"', false],
		['W/"a"', false],
		['', false],
		['a', false],
		['"A"', false]
	])('%s', (header, fits) => {
		expect(fitsIfMatch(header, '"a"')).toBe(fits);
	});
});
