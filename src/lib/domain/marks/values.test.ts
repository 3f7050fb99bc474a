import { describe, expect, test } from 'vitest';
import type { MarkKind } from './keys.ts';
import { parseMarkValue } from './values.ts';

const comment = { file: 'f', version: 1, text: 'Softer, please' };
const withDrawing = (drawing: unknown) => ({ ...comment, drawing });
const pen = (numbers: number) => ({ pen: Array(numbers).fill(0.5) });
const withProto: unknown = JSON.parse('{"file":"f","version":1,"text":"a","__proto__":{"admin":true}}');

describe('a value that does not fit', () => {
	test.each([
		['pick', 'YES'],
		['pick', true],
		['pick', null],
		['pick', ['yes']],
		['verdict', 'yes'],
		['stars', 0],
		['stars', 6],
		['stars', 3.5],
		['stars', '5'],
		['stars', null],
		['stars', NaN],
		['label', 'black'],
		['label', '__proto__'],
		['done', false],
		['done', 1],
		['resolve', 'true'],
		['at', -1],
		['at', 1.5],
		['at', 8.64e15 + 1],
		['at', Infinity],
		['comment', 'Softer'],
		['comment', {}],
		['comment', []],
		['comment', withProto],
		['comment', Object.create(comment)],
		['comment', Object.create(null, Object.getOwnPropertyDescriptors(comment))],
		['comment', withDrawing([Object.create({ arrow: [0, 0, 1, 1] })])],
		['comment', { ...comment, by: 'ben' }],
		['comment', { ...comment, at: 5 }],
		['comment', { ...comment, text: '' }],
		['comment', { ...comment, text: ' \n\t\u00a0' }],
		['comment', { ...comment, text: '\u200b\u202e' }],
		['comment', { ...comment, text: 'a'.repeat(2001) }],
		['comment', { ...comment, text: '😀'.repeat(2001) }],
		['comment', { ...comment, text: 'a'.repeat(1_000_000) }],
		['comment', { ...comment, text: `e${'\u0301'.repeat(5000)}` }],
		['comment', { ...comment, text: 5 }],
		['comment', { ...comment, file: '../f' }],
		['comment', { ...comment, version: 0 }],
		['comment', { ...comment, version: '1' }],
		['comment', { ...comment, replyTo: 'cleo' }],
		['comment', { ...comment, time: -1 }],
		['comment', { ...comment, time: Infinity }],
		['comment', withDrawing([])],
		['comment', withDrawing({ pen: [0, 0] })],
		['comment', withDrawing([{ pen: [0.1, 0.2, 0.3] }])],
		['comment', withDrawing([{ pen: [0.1, 1.1] }])],
		['comment', withDrawing([{ pen: [0.1, NaN] }])],
		['comment', withDrawing([{ arrow: [0, 0, 1] }])],
		['comment', withDrawing([{ rectangle: [0, 0, 1, 1], arrow: [0, 0, 1, 1] }])],
		['comment', withDrawing([{ circle: [0, 0, 1, 1] }])],
		['comment', withDrawing([pen(402)])],
		['comment', withDrawing([pen(400), pen(400), pen(400), pen(2)])],
		['comment', withDrawing(Array(21).fill({ arrow: [0, 0, 1, 1] }))]
	] as [MarkKind, unknown][])('%s %j', (kind, value) => {
		expect(parseMarkValue(kind, value)).toBeUndefined();
	});
});

describe('a value that fits comes back as it is', () => {
	test.each([
		['pick', 'maybe'],
		['verdict', 'out'],
		['stars', 5],
		['label', 'purple'],
		['done', true],
		['resolve', true],
		['at', 1_764_000_000_000],
		['comment', comment],
		['comment', { ...comment, text: '😀'.repeat(2000) }],
		['comment', { ...comment, replyTo: 'cleo.x', time: 12.5 }],
		['comment', { ...comment, text: '<img src=x onerror=alert(1)>' }],
		['comment', withDrawing([pen(400), { rectangle: [0, 0, 0.5, 1] }, { arrow: [0, 0, 1, 1] }])]
	] as [MarkKind, unknown][])('%s %j', (kind, value) => {
		expect(parseMarkValue(kind, value)).toEqual(value);
	});

	test('the largest drawing is small enough for one frame of 16 kB', () => {
		const value = { ...withDrawing([pen(400), pen(400), pen(400)]), text: 'a'.repeat(2000) };
		expect(parseMarkValue('comment', value)).toBeDefined();
		expect(JSON.stringify(value).replaceAll('0.5', '0.555').length).toBeLessThan(16_000);
	});
});
