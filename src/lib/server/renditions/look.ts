import { createHash } from 'node:crypto';
import { isProof, type ProofSettings } from '#lib/domain/galleries/watermark.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import { isMadeOnRequest, recipeNames, type RecipeName } from '../media/recipes.ts';
import { longEdge, scaled, type Size } from '../media/sizes.ts';
import type { Preview } from './previews.ts';
import type { Rendition, Stored } from './rows.ts';

/** How clients get pictures that are not final; `key` names all that decides its bytes, and stands in rows and addresses. */
export type Look = ProofSettings & { key: string };

/** Null: as they are. */
export function lookOf({ watermark, proofEdge }: ProofSettings): Look | null {
	if (!watermark && proofEdge === null) return null;
	const { text = '', place = '', size = '', opacity = 0 } = watermark ?? {};
	const all = JSON.stringify([text, place, size, opacity, proofEdge]);
	return { watermark, proofEdge, key: createHash('sha256').update(all).digest('hex').slice(0, 12) };
}

/** The look in which clients get a picture of this state. */
export const lookIn = (gallery: ProofSettings, state: FileState | null): Look | null =>
	isProof(state) ? lookOf(gallery) : null;

/** Names of what is made in a look; no other recipe begins so. */
export const LOOK_PREFIX = 'w';
export const lookRecipe = ({ key }: Look, recipe: RecipeName) => `${LOOK_PREFIX}${key}${recipe}`;

/** What a version has in this look, from large to small; what is made on request is not among them. */
export const previewsInLook = (all: readonly Rendition[], look: Look): Stored[] =>
	all
		.filter(
			(one): one is Stored & { state: 'ready' } => one.state === 'ready' && isPreviewIn(look, one.recipe)
		)
		.sort((a, b) => b.width - a.width);

const isPreviewIn = (look: Look, recipe: string) =>
	recipeNames.some((name) => !isMadeOnRequest(name) && lookRecipe(look, name) === recipe);

/** Never above the look's edge. */
export const withinLook = <S extends Size>(size: S, { proofEdge }: ProofSettings): Size =>
	proofEdge !== null && longEdge(size) > proofEdge ? scaled(size, proofEdge) : size;

/** The sizes in which a picture with these previews is had in a look. */
export function sizesInLook(previews: readonly Preview[], look: ProofSettings): Preview[] {
	const edges = new Set<number>();
	return previews
		.map(({ width, height }) => withinLook({ width, height }, look))
		.filter((size) => !edges.has(longEdge(size)) && edges.add(longEdge(size)));
}

/** What stands in an address before its look was made: no bytes are ever had under it. */
export const WAITING = 'wait';

/** Of `<size>-<look>`, as addresses name it. */
export function readAsked(asked: string): { size: string; named: string } {
	const [size = '', named = ''] = asked.split('-', 2);
	return { size, named };
}

/** The last part of an address, without its ending. `made`: the look that its version lies there in. */
export const askedFor = (width: number, look: Look | null, made: string | null) =>
	look ? `${width}-${made === look.key ? look.key : WAITING}` : `${width}`;
