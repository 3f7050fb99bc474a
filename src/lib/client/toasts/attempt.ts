import { Action } from '#lib/client/action.svelte.ts';
import { refresh } from '#lib/client/live/refresh.ts';
import { useToasts } from '#lib/client/toasts/toasts.svelte.ts';
import { t } from '#lib/messages/index.ts';

/** Runs an act of the page; what the server refuses is said in its own sentence. Resolves with whether it was done. */
export function useAttempt() {
	const toasts = useToasts();
	return async (work: () => Promise<unknown>): Promise<boolean> => {
		const action = new Action();
		const isDone = await action.run(work);
		if (action.sentence) toasts.say(action.sentence);
		return isDone;
	};
}

/** Reloads the page's data behind an act that was done; where nobody answers, what is shown stays, and that is said. */
export function useReload() {
	const toasts = useToasts();
	return (): Promise<void> => refresh().catch(() => toasts.say(t('shared:call.stale')));
}
