import type { Role } from './actor.ts';

export type { Role };

export const ABILITIES = [
	'see-files',
	'upload-finals',
	'mark',
	'decide',
	'upload',
	'set-states',
	'accept-finals',
	'manage-files',
	'manage-orders',
	'manage-selections',
	'manage-galleries',
	'manage-access',
	'see-mails',
	'see-members',
	/** The studio's name and settings, and who works there. */
	'manage-studio'
] as const;
export type Ability = (typeof ABILITIES)[number];

const OF_ROLE: Record<Role, readonly Ability[]> = {
	owner: ABILITIES,
	photographer: ABILITIES.filter((ability) => ability !== 'manage-studio'),
	retoucher: ['see-files', 'upload-finals']
};

/** What a studio member may do: the same table for buttons and for use cases. */
export const memberCan = (role: Role, ability: Ability): boolean => OF_ROLE[role].includes(ability);

/** A retoucher's final becomes current only by the OK of somebody who accepts finals, unless the gallery trusts it. */
export const needsApproval = (role: Role | null, { okForRetoucher }: { okForRetoucher: boolean }): boolean =>
	okForRetoucher && role !== null && !memberCan(role, 'accept-finals');
