import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { speaksPostgres } from './dialect.ts';
import { rendition, version } from './schema.ts';

export type Preview = { width: number; height: number };

/**
 * What these recipes made of each version, from large to small: a column for any query on `version`. A second query would
 * read three times as many rows as the first; as a list in a column they cost about what JSON in the row would.
 */
export function previewsOf(recipes: readonly string[]): SQL<Preview[]> {
	const { width, height, versionId, recipe, state } = rendition;
	const theirs = and(eq(versionId, version.id), inArray(recipe, [...recipes]), eq(state, 'ready'));
	const all = speaksPostgres
		? sql`coalesce(json_agg(json_build_array(${width}, ${height})), '[]')::text`
		: sql`json_group_array(json_array(${width}, ${height}))`;
	const list = sql`(select ${all} from ${rendition} where ${theirs})`;
	// nested, or drizzle would leave the tables' names out
	return sql`${list.inlineParams()}`.mapWith(toPreviews);
}

/** What became of this recipe of a film; null where it is not known yet, and of all else. A column as above. */
export function stateOfFilm(recipe: string): SQL<'ready' | 'failed' | null> {
	const theirs = and(eq(rendition.versionId, version.id), eq(rendition.recipe, recipe));
	const found = sql`(select ${rendition.state} from ${rendition} where ${theirs})`;
	// only films have one: the rows of others are not looked for
	const state = sql`case when ${version.durationMs} is null then null else ${found} end`;
	return sql`${state.inlineParams()}`.mapWith((found: 'ready' | 'failed' | null) => found);
}

function toPreviews(list: string): Preview[] {
	const sizes: [width: number, height: number][] = JSON.parse(list);
	return sizes.map(([width, height]) => ({ width, height })).sort((a, b) => b.width - a.width);
}
