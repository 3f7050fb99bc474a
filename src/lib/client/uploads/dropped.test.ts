import { expect, test } from 'vitest';
import { dropped, withoutRoot } from './dropped.ts';

type Entry = { name: string; inside?: Entry[]; broken?: boolean };

/** A drop as a browser gives it. */
const dropOf = (entries: Entry[]) =>
	({
		items: entries.map((entry) => ({ webkitGetAsEntry: () => entryOf(entry) }))
	}) as unknown as DataTransfer;

function entryOf({ name, inside, broken }: Entry): unknown {
	const fails = (_: unknown, reject: (error: Error) => void) => reject(new Error('NotReadableError'));
	if (!inside)
		return {
			...{ name, isFile: true, isDirectory: false },
			file: broken ? fails : (resolve: (file: File) => void) => resolve(new File(['x'], name))
		};
	const left = [inside.map(entryOf), []];
	return {
		...{ name, isFile: false, isDirectory: true },
		createReader: () => ({
			readEntries: broken ? fails : (resolve: (some: unknown) => void) => resolve(left.shift())
		})
	};
}

test('what cannot be read is named and takes nothing else with it', async () => {
	const shoot = [
		{ name: 'a.jpg' },
		{ name: 'b.jpg', broken: true },
		{ name: '.DS_Store' },
		{ name: '__MACOSX', inside: [{ name: '._a.jpg' }] },
		{ name: 'c.jpg' }
	];
	const drop = await dropped(
		dropOf([
			{ name: 'Shoot', inside: shoot },
			{ name: 'Locked', inside: [], broken: true },
			{ name: 'd.jpg' }
		])
	);
	expect(drop.files.map(({ file, section }) => `${section}/${file.name}`)).toEqual([
		'Shoot/a.jpg',
		'Shoot/.DS_Store',
		'Shoot/c.jpg',
		'/d.jpg'
	]);
	expect(drop.unreadable).toEqual(['Shoot/b.jpg', 'Locked']);
});

test.each<[string, string[], string[]]>([
	['a shoot', ['wedding', 'wedding/ceremony', 'wedding/party'], ['', 'ceremony', 'party']],
	['a flat folder', ['Nikon', 'Nikon'], ['', '']],
	[
		'folders that lie deeper keep their way',
		['2026/wedding/a', '2026/wedding/b'],
		['wedding/a', 'wedding/b']
	],
	['two folders', ['Nikon', 'Sony'], ['Nikon', 'Sony']],
	['a folder and a file beside it', ['', 'wedding/party'], ['', 'wedding/party']],
	['folders of which one begins like the other', ['wed/a', 'wedding/b'], ['wed/a', 'wedding/b']],
	['files alone', ['', ''], ['', '']],
	['nothing', [], []]
])('the folder that a whole drop lay in is cut: %s', (_, sections, left) => {
	const files = sections.map((section) => ({ file: new File(['x'], 'a.jpg'), section }));
	expect(withoutRoot(files).map(({ section }) => section)).toEqual(left);
});
