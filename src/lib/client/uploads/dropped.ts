/** A file as it was dropped or chosen; `section` is the folder path it lay in, without the name. */
export type Dropped = { file: File; section: string };

/** Without the folder that the whole drop lay in: it is the gallery, so it would head every picture of it. */
export function withoutRoot(files: Dropped[]): Dropped[] {
	const [root = '', ...others] = new Set(files.map(({ section }) => section.split('/')[0] ?? ''));
	if (root === '' || others.length) return files;
	return files.map(({ file, section }) => ({ file, section: section.slice(root.length + 1) }));
}

/** Folders that systems make for themselves. */
const JUNK = /^(\.|__macosx$)/i;

const folderOf = (path: string) => path.split('/').slice(0, -1).join('/');

/** Files of an <input>, folders too. */
export function chosen(files: FileList | null): Dropped[] {
	return [...(files ?? [])]
		.map((file) => ({ file, section: folderOf(file.webkitRelativePath) }))
		.filter(({ section }) => !section.split('/').some((folder) => JUNK.test(folder)));
}

/** What lay in a drop; `unreadable` are paths of files and folders that the browser could not open. */
export type Drop = { files: Dropped[]; unreadable: string[] };

/** Files of a drop, with the folders walked through. Must be called while the event is being handled. */
export async function dropped(data: DataTransfer | null): Promise<Drop> {
	const drop: Drop = { files: [], unreadable: [] };
	const entries: FileSystemEntry[] = [];
	for (const item of data?.items ?? []) {
		const entry = item.webkitGetAsEntry();
		// a file that lies in no folder, e.g. an attachment dragged out of a mail
		const alone = entry ? null : item.getAsFile();
		if (entry) entries.push(entry);
		else if (alone) drop.files.push({ file: alone, section: '' });
	}
	for (const entry of entries) await walk(entry, '', drop);
	return drop;
}

/** What cannot be read takes nothing else with it. */
async function walk(entry: FileSystemEntry, section: string, drop: Drop) {
	const path = section ? `${section}/${entry.name}` : entry.name;
	try {
		if (isFile(entry)) drop.files.push({ file: await fileOf(entry), section });
		else if (isFolder(entry) && !JUNK.test(entry.name))
			for (const each of await entriesOf(entry)) await walk(each, path, drop);
	} catch {
		drop.unreadable.push(path);
	}
}

const fileOf = (entry: FileSystemFileEntry) =>
	new Promise<File>((resolve, reject) => entry.file(resolve, reject));

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
	const reader = folder.createReader();
	const all: FileSystemEntry[] = [];
	// a reader gives at most a hundred entries a time
	for (;;) {
		const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
			reader.readEntries(resolve, reject)
		);
		if (!some.length) return all;
		all.push(...some);
	}
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
