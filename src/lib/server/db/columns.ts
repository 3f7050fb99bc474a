import { blob, customType, integer, text } from 'drizzle-orm/sqlite-core';

/** The kinds of column that a schema may use; a second dialect replaces this file and nothing else. */

/** An opaque id, 26 characters. */
export const id = () => text();
/** Text; `{ enum: […] }` narrows its type. */
export const string = text;
/** Milliseconds since the epoch. */
export const timestampMs = () => integer();
export const int = () => integer();
export const boolean = () => integer({ mode: 'boolean' });
export const bytes = () => blob({ mode: 'buffer' });

/** A JSON value of a stated shape; parsed by whoever wrote it, so its shape is the writer's promise. */
export const json = <T>() =>
	customType<{ data: T; driverData: string }>({
		dataType: () => 'text',
		toDriver: (value) => JSON.stringify(value),
		fromDriver: (value) => JSON.parse(value)
	})();
