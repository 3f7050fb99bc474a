import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

export type Folders = {
	make: (folder: string) => Promise<void>;
	/** What was put into a folder is durable from here on: with its own name, and those of folders above that are fresh. */
	syncUp: (folder: string) => Promise<void>;
};

/** Makes folders and brings them to the disk, each as seldom as may be; `toDisk` syncs one. */
export function makeFolders(toDisk: (folder: string) => Promise<void> = syncFolder): Folders {
	/** Those that we made and whose name is not yet on the disk: their parents were not synced since. */
	const fresh = new Set<string>();
	let making: Promise<unknown> = Promise.resolve();
	const syncSoon = shared(toDisk);

	const syncUp = async (folder: string): Promise<void> => {
		await syncSoon(folder);
		if (!fresh.has(folder)) return;
		await syncUp(dirname(folder));
		fresh.delete(folder);
	};
	return {
		// one at a time, so that nobody finds a folder of which it is not yet known that it is fresh
		make: (folder) => {
			const next = making.then(async () => {
				const first = await mkdir(folder, { recursive: true, mode: 0o700 });
				for (let each = folder; first && each.length >= first.length; each = dirname(each)) fresh.add(each);
			});
			making = next.catch(() => undefined);
			return next;
		},
		syncUp
	};
}

/** Whoever comes before a run for the same folder has begun is served by that one; the next begins when it has ended. */
function shared(run: (folder: string) => Promise<void>) {
	const waiting = new Map<string, Promise<void>>();
	const underWay = new Map<string, Promise<void>>();
	return (folder: string): Promise<void> => {
		const known = waiting.get(folder);
		if (known) return known;
		const before = underWay.get(folder)?.catch(() => undefined) ?? Promise.resolve();
		const next = before.then(() => {
			waiting.delete(folder);
			const now = run(folder).finally(() => underWay.get(folder) === now && underWay.delete(folder));
			underWay.set(folder, now);
			return now;
		});
		waiting.set(folder, next);
		return next;
	};
}

export async function syncFolder(folder: string) {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
