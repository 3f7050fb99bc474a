import { index, sqliteTable } from 'drizzle-orm/sqlite-core';
import { count, id, json, time, words } from '../columns.ts';

/**
 * What happened (events/facts.ts), written in the commit that did it and never changed. Payloads hold ids and plain
 * values: no secret, name or address.
 */
export const fact = sqliteTable(
	'fact',
	{
		seq: count().primaryKey({ autoIncrement: true }),
		name: words().notNull(),
		galleryId: id(),
		byKind: words({ enum: ['member', 'client', 'system'] }).notNull(),
		byId: id(),
		payload: json<Record<string, unknown>>().notNull(),
		at: time().notNull()
	},
	(t) => [index('fact_gallery').on(t.galleryId, t.seq)]
);
