import { isPostgres } from '#lib/domain/settings/database.ts';
import { withoutQuotes } from '#lib/domain/settings/kinds.ts';

/**
 * Which database this process speaks. The tables are built when they are imported, before anything could hand over the
 * settings: this is the one place that looks by itself. `src/env.ts` judges the same value.
 */
// eslint-disable-next-line no-restricted-properties -- see above
export const speaksPostgres: boolean = isPostgres(withoutQuotes(process.env['DATABASE_URL']));
