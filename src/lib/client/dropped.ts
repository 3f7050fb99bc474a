/** A file as it was dropped or chosen; `section` is the folder path it lay in, without the name. */
export type Dropped = { file: File; section: string };

const JUNK = /^(\.|thumbs\.db$|desktop\.ini$|__macosx$)/i;

const folderOf = (path: string) => path.split('/').slice(0, -1).join('/');

/** Files of an <input>, folders too; what systems leave lying about is skipped. */
export function chosen(files: FileList | null): Dropped[] {
	return [...(files ?? [])]
		.filter((file) => !JUNK.test(file.name))
		.map((file) => ({ file, section: folderOf(file.webkitRelativePath) }));
}

/** Files of a drop, with the folders walked through. Must be called while the event is being handled. */
export async function dropped(data: DataTransfer | null): Promise<Dropped[]> {
	const entries = [...(data?.items ?? [])]
		.map((item) => item.webkitGetAsEntry())
		.filter((entry) => entry !== null);
	const found = await Promise.all(entries.map((entry) => walk(entry, '')));
	return found.flat();
}

async function walk(entry: FileSystemEntry, section: string): Promise<Dropped[]> {
	if (JUNK.test(entry.name)) return [];
	if (isFile(entry)) {
		const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
		return [{ file, section }];
	}
	if (!isFolder(entry)) return [];
	const reader = entry.createReader();
	const inside = section ? `${section}/${entry.name}` : entry.name;
	const all: Dropped[] = [];
	// a reader gives at most a hundred entries a time
	for (;;) {
		const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
			reader.readEntries(resolve, reject)
		);
		if (!some.length) return all;
		for (const each of some) all.push(...(await walk(each, inside)));
	}
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
