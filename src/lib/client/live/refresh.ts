import { refreshAll } from '$app/navigation';

/**
 * Loads the page's data anew. While nobody answers it throws, and what is shown stays: a load that fails would put an
 * error in its place, with all that was typed. Given `refused`, the page stays also where it is not answered any more,
 * and the HTTP status is told.
 */
export async function refresh(refused?: (status: number) => void): Promise<void> {
	const { status } = await fetch(location.href, { method: 'HEAD' });
	if (status === 429 || status >= 500) throw new Error(`the page answers ${status}`);
	if (refused && status >= 400) return refused(status);
	await refreshAll();
}
