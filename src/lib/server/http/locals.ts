import { AppError } from '#lib/domain/fault.ts';
import type { MemberActor } from '#lib/domain/access/actor.ts';

/** The member who asks, or 401: studio pages and the API act by the member's session or token only. */
export function requireMember(locals: { member: MemberActor | null }): MemberActor {
	if (!locals.member) throw new AppError('unauthenticated', 'faults:detail.unauthenticated');
	return locals.member;
}
