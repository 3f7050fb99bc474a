import * as v from 'valibot';

/** Opaque to everybody but its maker; never holds ':' or '.', so ids can be joined into keys. */
export const Id = v.pipe(v.string(), v.regex(/^[0-9a-z]{1,40}$/, 'faults:field.id'));
