import type { HandleClientError } from '@sveltejs/kit/hooks';
import { t } from '#lib/messages/index.ts';

/** Each browser has its own words for a call or a script that did not come through. */
const LOST = /fetch|network|load failed|importing/i;

/** What the page says where the browser itself met a fault; sentences of the server pass as they are. */
export const handleError: HandleClientError = (caught) => {
	if (caught.kind === 'app') return;
	if (caught.kind === 'framework') return ofStatus(caught.error.status);
	const isLost = caught.error instanceof TypeError && LOST.test(caught.error.message);
	if (isLost) return { title: t('shared:fault.title.unavailable'), message: t('shared:call.away') };
	reportError(caught.error);
	return { title: t('shared:fault.title.unknown'), message: t('shared:fault.detail.page') };
};

function ofStatus(status: number) {
	const fault = status === 404 ? 'not-found' : status >= 500 ? 'unavailable' : 'malformed';
	return { status, title: t(`shared:fault.title.${fault}`), message: t(`shared:fault.detail.${fault}`) };
}
