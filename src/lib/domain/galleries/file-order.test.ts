import { describe, expect, test } from 'vitest';
import { compareFiles, FILE_ORDERS, type Placed } from './file-order.ts';

const placed = (name: string, more: Partial<Placed> = {}): Placed => ({ id: name, name, ...more });
const names = (files: Placed[], order: (typeof FILE_ORDERS)[number]) =>
	files.toSorted(compareFiles(order)).map(({ name }) => name);

describe('files that nobody pictures', () => {
	const contract = placed('Contract.pdf', { takenAt: 1, stars: 5, place: 1 });
	const song = placed('A song.mp3', { takenAt: 2, stars: 5, place: 2 });
	const first = placed('DSC_1.NEF', { takenAt: 3, stars: 1, place: 3 });
	const second = placed('DSC_2.jpg', { takenAt: 4, place: 4 });
	const film = placed('MVI_3.mp4', { takenAt: 5, place: 5 });
	const all = [contract, film, second, song, first];

	test.each(['time', 'name', 'stars'] as const)('stand behind the pictures, ordered by %s', (order) => {
		const sorted = names(all, order);
		expect(sorted.slice(0, 3)).toEqual(['DSC_1.NEF', 'DSC_2.jpg', 'MVI_3.mp4']);
		expect(sorted.slice(3).toSorted()).toEqual(['A song.mp3', 'Contract.pdf']);
	});

	test('stand behind those of their own section only', () => {
		const later = placed('DSC_9.jpg', { section: 'Party' });
		const here = placed('Plan.pdf', { section: 'Church' });
		expect(names([later, here], 'time')).toEqual(['Plan.pdf', 'DSC_9.jpg']);
	});

	test('stand where a hand has put them', () => {
		expect(names(all, 'hand')[0]).toBe('Contract.pdf');
	});

	test('a name without a known ending is any picture’s', () => {
		expect(names([placed('b'), placed('a.what'), placed('c.jpg')], 'name')).toEqual(['a.what', 'b', 'c.jpg']);
	});
});
