import * as v from 'valibot';
import { parseAddresses } from './paste.ts';
import type { ReadAddress } from './plain-address.ts';

/** The one address of a field, as people paste it: "Last, First <a@x.test>", `mailto:`, blanks and dots around it. */
export function readPastedAddress(text: string): ReadAddress {
	if (text.length > 1000) return { ok: false, why: 'too-long' };
	const { accepted, rejected } = parseAddresses(text);
	if (accepted.length + rejected.length > 1) return { ok: false, why: 'several' };
	const [one] = accepted;
	return one ? { ok: true, address: one.address } : { ok: false, why: rejected[0]?.why ?? 'empty' };
}

export const Address = v.pipe(
	v.string(),
	v.rawTransform<string, string>(({ dataset, addIssue, NEVER }) => {
		const read = readPastedAddress(dataset.value);
		if (read.ok) return read.address;
		addIssue({ message: `shared:address.${read.why}` });
		return NEVER;
	})
);
