import { previewRecipes, type RecipeName } from './recipes.ts';
import type { PictureTask } from './wire.ts';

/** `path`: the original as a file. `into`: an existing empty folder for what is made. */
export type Original = Pick<PictureTask, 'path' | 'kind' | 'into'>;

/** All that is made of a version when it arrives, and all that is found out about it. */
export const ingestTask = (original: Original): PictureTask => ({
	do: 'picture',
	...original,
	recipes: previewRecipes,
	learn: ['capture', 'fingerprints']
});

/** The same pictures once more, as clients get them until they are final; `recipes`: the previews, or what they ask for. */
export const lookTask = (
	original: Original,
	recipes: PictureTask['recipes'],
	look: PictureTask['look']
): PictureTask => ({ do: 'picture', ...original, recipes, look, learn: [] });

/** One rendition of a version that was ingested before. */
export const renderTask = (original: Original, recipe: RecipeName): PictureTask => ({
	do: 'picture',
	...original,
	recipes: [recipe],
	learn: []
});
