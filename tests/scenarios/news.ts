import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { announcements } from '#lib/contract/announcements.ts';

const schemas = new Map(
	Object.entries(announcements).flatMap(([audience, events]) =>
		Object.entries<v.GenericSchema>(events).map(([event, schema]) => [`${audience} ${event}`, schema])
	)
);

/** What is wrong with an announcement: nobody in its room is told such a thing, or not so. Undefined: nothing. */
export function strangeIn(room: string, event: string, payload: unknown): string | undefined {
	const name = `${room.split(':')[0]} ${event}`;
	const schema = schemas.get(name);
	if (!schema) return `${name} is not in the contract`;
	const read = v.safeParse(schema, payload);
	if (!read.success) return `${name}: ${v.summarize(read.issues)}`;
	// what the contract does not have was left out
	return isDeepStrictEqual(read.output, payload)
		? undefined
		: `${name} says more: ${JSON.stringify(payload)}`;
}
