import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commentAuthor, formatBook, formatMarkKey, parseBook, parseMarkKey, type MarkKey } from './keys.ts';

describe('no key of ours', () => {
	test.each([
		'',
		':',
		'__proto__',
		'constructor',
		'toString',
		'pick',
		'pick:',
		'pick:s',
		'pick:s:',
		'pick::f',
		'pick:s:f:x',
		'pick:s:__proto__',
		'pick:S:f',
		'pick:s:f ',
		'Pick:s:f',
		'verdict:s',
		'stars:f:g',
		'stars:',
		'stars',
		'label:f.g',
		'done:s:f',
		'comment:p',
		'comment:p.',
		'comment:.x',
		'comment:p.x.y',
		'comment:p.x:y',
		'resolve:x',
		'at:p',
		'like:f',
		`stars:${'f'.repeat(41)}`,
		`pick:${'s'.repeat(5000)}:f`,
		'stars:f\0',
		'stars:f\n'
	])('%j', (key) => {
		expect(parseMarkKey(key)).toBeNull();
	});

	test('no text at all makes it throw', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (key) => {
				const parsed = parseMarkKey(key);
				if (parsed) expect(formatMarkKey(parsed)).toBe(key);
			})
		);
	});
});

const id = fc.string({
	unit: fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'),
	minLength: 1,
	maxLength: 40
});
const commentId = fc.tuple(id, id).map((parts) => parts.join('.'));
const anyKey: fc.Arbitrary<MarkKey> = fc.oneof(
	fc.record({ kind: fc.constantFrom('pick', 'verdict'), selectionId: id, fileId: id }),
	fc.record({ kind: fc.constantFrom('stars', 'label'), fileId: id }),
	fc.record({ kind: fc.constant('done' as const), selectionId: id }),
	fc.record({ kind: fc.constantFrom('comment', 'resolve', 'at'), commentId })
) as fc.Arbitrary<MarkKey>;

test('a key reads back as what it was written of', () => {
	fc.assert(
		fc.property(anyKey, (key) => {
			expect(parseMarkKey(formatMarkKey(key))).toEqual(key);
		})
	);
});

test('whose comment it is', () => {
	expect(commentAuthor('cleo.x1')).toBe('cleo');
});

describe('books', () => {
	test.each(['', ':', 'cleo:', ':cleo', 'studio:', 'room:cleo', 'server:cleo:x', '__proto__', 'Cleo'])(
		'%j is none',
		(name) => {
			expect(parseBook(name)).toBeNull();
		}
	);

	test.each(['cleo', 'studio:ann', 'server:cleo', 'server-studio:ann'])('%s reads back', (name) => {
		const book = parseBook(name);
		expect(book && formatBook(book)).toBe(name);
	});
});
