import * as v from 'valibot';

/** ISO 8601 in UTC, as every answer tells the time. What comes in may name another zone: `Instant`. */
export const Time = v.pipe(v.string(), v.isoTimestamp());
