import type { SubmitFunction } from '$app/forms';

/** For `use:enhance`: a form whose call failed keeps its words, and says why; undefined once it went well. */
export const keptForm =
	(say: (fault: string | undefined) => void): SubmitFunction =>
	() =>
	async ({ result, update }) => {
		say(result.type === 'error' ? result.error.message : undefined);
		if (result.type !== 'error') await update();
	};
