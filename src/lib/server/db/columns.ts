import * as sqlite from './sqlite/columns.ts';
import * as postgres from './postgres/columns.ts';
import { speaksPostgres } from './dialect.ts';

/**
 * What a schema is written in: one description, built for the database that this process speaks (`dialect.ts`). Its types
 * are those of SQLite's builders on both: the values of a row are the same, and so is every question that we ask.
 */
const chosen = speaksPostgres ? postgres.columns : sqlite.columns;

export const { table, index, uniqueIndex, primaryKey, alias } = chosen;
/** An opaque id, 26 characters. */
export const { id } = chosen;
/** Text; `{ enum: […] }` narrows its type. */
export const { string } = chosen;
/** Milliseconds since the epoch. */
export const { timestampMs } = chosen;
/** A whole number of up to 53 bits. */
export const { int } = chosen;
/** A key that the database counts up: never lower than one that was there. Others are left out where a row is undone. */
export const { sequence } = chosen;
export const { boolean, bytes } = chosen;
/** A JSON value of a stated shape; parsed by whoever wrote it, so its shape is the writer's promise. */
export const { json } = chosen;
