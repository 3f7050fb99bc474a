import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { Id } from './id.ts';
import { patchOf } from './patch.ts';
import { Instant } from './time.ts';

describe('ids', () => {
	test.each(['', 'A', 'a:b', 'a.b', '../a', '__proto__', 'a'.repeat(41), 'a\n', 5, null])(
		'%j is none',
		(id) => {
			expect(v.is(Id, id)).toBe(false);
		}
	);
});

describe('times', () => {
	test.each([
		'',
		'now',
		'2026-11-23',
		'2026-11-23T10:00:00',
		'2026-11-23T25:00:00Z',
		'2026-13-01T00:00:00Z',
		'+012026-01-01T00:00:00Z',
		'2026-11-23T10:00:00Z ',
		1_764_000_000_000
	])('%j is none', (time) => {
		expect(v.is(Instant, time)).toBe(false);
	});

	test('milliseconds inside, whatever the zone outside', () => {
		expect(v.parse(Instant, '2026-11-23T10:00:00.500+01:00')).toBe(Date.UTC(2026, 10, 23, 9, 0, 0, 500));
		expect(v.parse(Instant, '2026-11-23T10:00Z')).toBe(Date.UTC(2026, 10, 23, 10));
	});
});

test('a patch holds any of its fields and no others', () => {
	const Patch = patchOf(v.strictObject({ name: v.string(), place: v.nullable(v.number()) }));
	expect(v.parse(Patch, { place: null })).toEqual({ place: null });
	expect(v.parse(Patch, {})).toEqual({});
	for (const odd of [[], ['a'], null, 'name', { role: 'owner' }]) expect(v.is(Patch, odd)).toBe(false);
});
