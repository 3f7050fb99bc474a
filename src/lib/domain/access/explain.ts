import { readPastedAddress } from '#lib/domain/addresses/address.ts';
import { rightsOfRole } from './rights.ts';
import type { Role } from './roles.ts';
import { resolveInChain, type Explained, type TableOf, BECAUSES } from './resolve.ts';

export const EXPLANATIONS = [...BECAUSES, 'member', 'member-without-orders', 'not-an-address'] as const;

export type Explanation = Omit<Explained, 'because'> & {
	because: (typeof EXPLANATIONS)[number];
	role: Role | null;
};

/** "Why can they see this?": the row and the rule that decided, for any address. */
export function explain(question: {
	address: string;
	role: Role | null;
	/** Whether there are orders in the gallery: a retoucher sees no other. */
	hasOrders: () => boolean;
	galleries: readonly TableOf[];
	now: number;
}): Explanation {
	const { galleries, now, role, hasOrders } = question;
	const read = readPastedAddress(question.address);
	const email = read.ok ? read.address : null;
	const resolved = resolveInChain({ galleries, email, now });
	if (role !== null) {
		const rights = rightsOfRole(role, hasOrders);
		return {
			...resolved,
			rights,
			row: null,
			because: rights.look ? 'member' : 'member-without-orders',
			role
		};
	}
	return read.ok ? { ...resolved, role } : { ...resolved, because: 'not-an-address', role };
}
