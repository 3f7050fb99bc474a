import { id, index, json, sequence, string, table, timestampMs } from '../columns.ts';

/**
 * What happened (events/facts.ts), written in the commit that did it and never changed. Payloads hold ids and plain
 * values: no secret, name or address.
 */
export const fact = table(
	'fact',
	{
		seq: sequence(),
		name: string().notNull(),
		galleryId: id(),
		byKind: string({ enum: ['member', 'client', 'system'] }).notNull(),
		byId: id(),
		payload: json<Record<string, unknown>>().notNull(),
		at: timestampMs().notNull()
	},
	(t) => [index('fact_gallery').on(t.galleryId, t.seq)]
);
