import { CallFault } from '#lib/client/api.ts';
import { refresh } from '#lib/client/live/refresh.ts';
import { useToasts } from '#lib/client/toasts/toasts.svelte.ts';
import { t } from '#lib/messages/index.ts';

/** Runs an act of the page; what the server refuses is said in its own sentence. Answers whether it was done. */
export function useAttempt() {
	const toasts = useToasts();
	return async (work: () => Promise<unknown>): Promise<boolean> => {
		try {
			await work();
			return true;
		} catch (error) {
			if (!(error instanceof CallFault)) throw error;
			// here no field stands beside the sentence that could say it better
			toasts.say(error.problem.errors?.[0]?.detail ?? error.message);
			return false;
		}
	};
}

/** Loads the page anew behind an act that was done; where nobody answers, what is shown stays, and that is said. */
export function useAnew() {
	const toasts = useToasts();
	return (): Promise<void> => refresh().catch(() => toasts.say(t('shared:call.stale')));
}
