import * as v from 'valibot';

/** Any of the fields, no others; an array is refused, which valibot alone takes for an empty object. */
export function patchOf<const E extends v.ObjectEntries>(object: v.StrictObjectSchema<E, undefined>) {
	return v.pipe(
		v.unknown(),
		v.check((value) => !Array.isArray(value)),
		v.partial(object)
	);
}
