import { readAddress } from '#lib/domain/addresses/address.ts';
import { rightsOfRole } from './rights.ts';
import type { Role } from './roles.ts';
import { resolveInChain, type Because, type Explained, type TableOf } from './resolve.ts';

export type Explanation = Omit<Explained, 'because'> & {
	because: Because | 'member' | 'not-an-address';
	role: Role | null;
};

/** "Why can she see this?": the row and the rule that decided, for any address. */
export function explain(question: {
	address: string;
	role: Role | null;
	galleries: readonly TableOf[];
	now: number;
}): Explanation {
	const { galleries, now, role } = question;
	const read = readAddress(question.address);
	const email = read.ok ? read.address : null;
	const resolved = resolveInChain({ galleries, email, now });
	if (role !== null) return { ...resolved, rights: rightsOfRole(role), row: null, because: 'member', role };
	return read.ok ? { ...resolved, role } : { ...resolved, because: 'not-an-address', role };
}
