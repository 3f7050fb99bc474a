import { halfSize, largestSize, longEdge, scaled, type Size } from './sizes.ts';

/** How a picture is made from an original. Its name stands in rows and keys: what is made otherwise has another name. */
export type Recipe = {
	/** `ingest`: from one decode with the others when a version arrives; `request`: when somebody first asks for it. */
	when: 'ingest' | 'request';
	/** Its size, of the upright original's. */
	box: (original: Size) => Size;
	format: 'webp';
	quality: number;
	effort: number;
};

const WEBP = { format: 'webp', quality: 80, effort: 2 } as const;
const SMALL_EDGE = 400;

/** Everything that is made of a version. The previews come first, from large to small. */
export const recipes = {
	large: { when: 'ingest', box: largestSize, ...WEBP },
	medium: { when: 'ingest', box: (original) => halved(largestSize(original)), ...WEBP },
	small: { when: 'ingest', box: (original) => within(largestSize(original), SMALL_EDGE), ...WEBP },
	/** For zooming. */
	half: { when: 'request', box: halfSize, ...WEBP },
	/** For looking at its own pixels: one file of tiles, see tiles/cut.ts. */
	tiles: { when: 'request', box: (original) => original, ...WEBP, effort: 0 }
} as const satisfies Record<string, Recipe>;

export type RecipeName = keyof typeof recipes;
export type OnRequest = {
	[N in RecipeName]: (typeof recipes)[N]['when'] extends 'request' ? N : never;
}[RecipeName];

const within = (size: Size, edge: number) => scaled(size, Math.min(edge, longEdge(size)));
const halved = (size: Size) => scaled(size, Math.floor(longEdge(size) / 2));

export const isRecipe = (name: string): name is RecipeName => Object.hasOwn(recipes, name);
export const recipeNames = Object.keys(recipes).filter(isRecipe);

/** What is made of every picture when it arrives, and shown by its width. */
export const previewRecipes = recipeNames.filter((name) => recipes[name].when === 'ingest');

/** Made when somebody waits for it. */
export const isMadeOnRequest = (name: string): name is OnRequest =>
	isRecipe(name) && recipes[name].when === 'request';

/** How names of what a recipe makes end. */
export const endingOf = (name: RecipeName) => (name === 'tiles' ? '.tiles' : `.${recipes[name].format}`);
/** The name of what a recipe makes, in a task's folder. */
export const fileOf = (name: RecipeName) => `${name}${endingOf(name)}`;

export type Sized = { recipe: RecipeName; size: Size };

/**
 * What these recipes make of a picture, from large to small and never above `most` of the long edge; what would be as large
 * as a larger one is left out.
 */
export function sizesOf(names: readonly RecipeName[], original: Size, most: number | null = null): Sized[] {
	const all = names.map((recipe) => {
		const size = recipes[recipe].box(original);
		return { recipe, size: most === null ? size : within(size, most) };
	});
	const edges = new Set<number>();
	return all
		.toSorted((a, b) => longEdge(b.size) - longEdge(a.size))
		.filter(({ size }) => !edges.has(longEdge(size)) && edges.add(longEdge(size)));
}
