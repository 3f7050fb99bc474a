import { canBeTiled } from '#lib/domain/pictures/tiles.ts';
import { kindFacts } from '#lib/domain/kinds/kinds.ts';
import { isMadeOnRequest, type OnRequest } from '../media/recipes.ts';
import type { Shown } from './cached.ts';

/** A preview by its width, or what is made on request: by its recipe, of tiles one by its number. */
export type Asked =
	| { by: 'width'; width: string }
	| { by: 'recipe'; recipe: Exclude<OnRequest, 'tiles'> }
	| { by: 'recipe'; recipe: 'tiles'; tile: number };

/** Of `half`, `tile12`, `1500`. */
export function readSize(size: string): Asked {
	const [, tile] = /^tile(\d{1,4})$/.exec(size) ?? [];
	if (tile !== undefined) return { by: 'recipe', recipe: 'tiles', tile: Number(tile) };
	// nobody is sent all of them in one
	return isMadeOnRequest(size) && size !== 'tiles'
		? { by: 'recipe', recipe: size }
		: { by: 'width', width: size };
}

/** May it be made of this version at all? */
export const canBeMade = ({ recipe }: Asked & { by: 'recipe' }, { width, height, kind }: Shown['version']) =>
	recipe !== 'tiles' ||
	canBeTiled({ width: width ?? 0, height: height ?? 0 }, kindFacts(kind).group === 'video');
