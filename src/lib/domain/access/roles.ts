import type { Role } from './actor.ts';

export type { Role };

export const ABILITIES = [
	'see-files',
	'see-orders',
	'upload-finals',
	'resolve-comments',
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
	'manage-studio'
] as const;
export type Ability = (typeof ABILITIES)[number];

const RETOUCHER: readonly Ability[] = ['see-files', 'see-orders', 'upload-finals', 'resolve-comments'];

/** What a studio member may do; a retoucher's finals wait for an OK unless the gallery says otherwise. */
export function memberCan(role: Role, ability: Ability): boolean {
	return role === 'owner' || role === 'photographer' || RETOUCHER.includes(ability);
}
