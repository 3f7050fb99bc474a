import type { Role } from './actor.ts';

export const DOWNLOADS = ['none', 'final', 'all'] as const;
export type Download = (typeof DOWNLOADS)[number];

export type Rights = { look: boolean; mark: boolean; order: boolean; decide: boolean; download: Download };

export const NO_RIGHTS: Rights = Object.freeze({
	look: false,
	mark: false,
	order: false,
	decide: false,
	download: 'none'
});

/** Every other right needs look; decide includes mark. */
export function withImplications(rights: Rights): Rights {
	const { look, mark, order, decide, download } = rights;
	if (!look) return { ...NO_RIGHTS };
	return { look, mark: mark || decide, order, decide, download };
}

/** Members see galleries by role; a retoucher looks, and has the files to work on. */
export function rightsOfRole(role: Role): Rights {
	const all = role !== 'retoucher';
	return { look: true, mark: all, order: all, decide: all, download: 'all' };
}
