import { getTableColumns } from 'drizzle-orm';
import { previewsOf, stateOfFilm, type Preview } from '../db/previews.ts';
import { version } from '../db/schema.ts';
import { FILM } from '../media/film/film-file.ts';
import { LADDER } from '../media/film/ladder-files.ts';
import { previewRecipes } from '../media/recipes.ts';

export type { Preview };

/** The previews of a version, from large to small, as a column of a query on `version`. */
export const previews = previewsOf(previewRecipes);

/** What became of the film that browsers play, as a column of a query on `version`: null where none is made, or not yet. */
export const filmState = stateOfFilm(FILM);

/** The same of its ladder. */
export const ladderState = stateOfFilm(LADDER);

/** A whole version with its previews. */
export const pictured = { ...getTableColumns(version), renditions: previews };
export type PicturedVersion = typeof version.$inferSelect & { renditions: Preview[] };
