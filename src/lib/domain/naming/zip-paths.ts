import { shortened } from './clean-file-name.ts';
import { nameKey } from './keys.ts';
import { zipName, zipNames } from './zip-names.ts';

/** Windows stops at 260 characters for the whole path, wherever it is unpacked. */
const MAX_FOLDER_CHARACTERS = 80;
const MAX_DEPTH = 12;

type File = { name: string; place: number };
type Folder = { name: string; files: File[]; inside: Map<string, Folder> };

/**
 * Where each file lies in an archive that every system can unpack, in the order given. Folders end in `/`, each part
 * is made safe like a name; two folders stay two, no file has a folder's name, and files are numbered only beside a
 * twin in the same folder.
 */
export function zipPaths(paths: readonly string[]): string[] {
	const placed = [...paths];
	for (const [path, files] of named(treeOf(paths), '')) {
		for (const { name, place } of files) placed[place] = path + name;
	}
	return placed;
}

const folder = (name: string): Folder => ({ name, files: [], inside: new Map() });

function treeOf(paths: readonly string[]): Folder {
	const root = folder('');
	const known = new Map<string, Folder>();
	for (const [place, path] of paths.entries()) {
		const slash = path.lastIndexOf('/');
		const before = path.slice(0, Math.max(slash, 0));
		const there = known.get(before) ?? open(root, before);
		known.set(before, there);
		there.files.push({ name: path.slice(slash + 1), place });
	}
	return root;
}

/** The folder of this path; made, with those that it lies in, when it is met first. */
function open(root: Folder, path: string): Folder {
	let here = root;
	for (const part of partsOf(path)) {
		const key = nameKey(part);
		const there = here.inside.get(key) ?? folder(part);
		here.inside.set(key, there);
		here = there;
	}
	return here;
}

/** Beyond so many the deepest folders are one. */
function partsOf(path: string): string[] {
	const parts = path.split('/').filter((part) => part !== '');
	if (parts.length <= MAX_DEPTH) return parts;
	return [...parts.slice(0, MAX_DEPTH - 1), parts.slice(MAX_DEPTH - 1).join(' ')];
}

function* named({ files, inside }: Folder, path: string): Generator<[path: string, files: File[]]> {
	const folders = [...inside.values()];
	const folderNames = zipNames(folders.map(({ name }) => shorter(zipName(name))));
	const names = zipNames(
		files.map(({ name }) => name),
		folderNames
	);
	yield [path, files.map(({ place }, i) => ({ place, name: names[i] ?? '' }))];
	for (const [i, each] of folders.entries()) yield* named(each, `${path}${folderNames[i] ?? ''}/`);
}

const shorter = (name: string) => shortened(name, MAX_FOLDER_CHARACTERS, (text) => text.length);
