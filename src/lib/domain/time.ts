import * as v from 'valibot';

/** ISO 8601 with a zone outside, milliseconds since the epoch inside. */
export const Instant = v.pipe(
	v.string(),
	v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/, 'faults:field.instant'),
	v.transform((text) => Date.parse(text)),
	v.number('faults:field.instant'),
	v.finite('faults:field.instant')
);
