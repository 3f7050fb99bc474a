import { refreshAll } from '$app/navigation';
import { CallFault } from '#lib/client/api.ts';
import { t } from '#lib/messages/index.ts';

/**
 * Reloads the page's data. While nobody answers it throws CallFault, and what is shown stays: a load that fails would put an
 * error in its place, with all that was typed. Given `refused`, the page stays also where it is not answered any more,
 * and the HTTP status is told.
 */
export async function refresh(refused?: (status: number) => void): Promise<void> {
	const { status } = await fetch(location.href, { method: 'HEAD' }).catch(() => {
		throw new CallFault(0, {}, t('shared:call.away'));
	});
	if (status === 429 || status >= 500) throw new CallFault(status, {}, t('client:call.failed'));
	if (refused && status >= 400) return refused(status);
	await refreshAll();
}
