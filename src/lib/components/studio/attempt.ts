import { CallFault } from '#lib/client/api.ts';
import { useToasts } from '#lib/components/ui/toasts.svelte.ts';

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
