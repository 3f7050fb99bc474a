import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Folders that this process made and whose name is not yet on the disk: their parents were not synced since. */
const fresh = new Set<string>();

let making: Promise<unknown> = Promise.resolve();

/** One at a time, so that nobody finds a folder of which it is not yet known that it is fresh. */
export function makeFolders(folder: string): Promise<void> {
	const next = making.then(async () => {
		const first = await mkdir(folder, { recursive: true });
		if (first) for (let each = folder; each.length >= first.length; each = dirname(each)) fresh.add(each);
	});
	making = next.catch(() => undefined);
	return next;
}

/** What was put into a folder is durable from here on: with its own name, and those of folders above that are fresh. */
export async function syncUp(folder: string): Promise<void> {
	await syncSoon(folder);
	if (!fresh.has(folder)) return;
	await syncUp(dirname(folder));
	fresh.delete(folder);
}

/** Runs not begun yet: whoever comes before they begin is served by the same one. */
const waiting = new Map<string, Promise<void>>();
const underWay = new Map<string, Promise<void>>();

function syncSoon(folder: string): Promise<void> {
	const known = waiting.get(folder);
	if (known) return known;
	const next = (underWay.get(folder) ?? Promise.resolve())
		.catch(() => undefined)
		.then(() => {
			waiting.delete(folder);
			const run = sync(folder).finally(() => underWay.get(folder) === run && underWay.delete(folder));
			underWay.set(folder, run);
			return run;
		});
	waiting.set(folder, next);
	return next;
}

async function sync(folder: string) {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
