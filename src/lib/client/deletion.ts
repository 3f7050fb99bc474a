import { call, CallFault } from './api.ts';

/** Deletes what stands at a path; resolves with the ordered pictures in its way, by camera name, where it asks about them first. */
export async function deleteUnlessOrdered(path: string): Promise<string[] | undefined> {
	try {
		await call('DELETE', path);
		return undefined;
	} catch (error) {
		const ordered = error instanceof CallFault ? error.pendingItems() : undefined;
		if (!ordered) throw error;
		return ordered;
	}
}
