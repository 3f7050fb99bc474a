import * as v from 'valibot';
import { ProductOffer, withOffer } from '#lib/domain/products/offer.ts';
import type { FileState } from '#lib/domain/states/file-state.ts';
import { memberCan, type Role } from './roles.ts';

/** What is given or not; rows, forms and answers take the list from here. */
export const FLAGS = ['look', 'mark', 'order', 'decide'] as const;
export type Flag = (typeof FLAGS)[number];
export const DOWNLOADS = ['none', 'final', 'all'] as const;
export type Download = (typeof DOWNLOADS)[number];

export const Rights = v.object({
	...v.entriesFromList(FLAGS, v.boolean()),
	/** Originals. */
	download: v.picklist(DOWNLOADS),
	/** Products, each for the states that it is offered for. */
	products: v.array(ProductOffer)
});
export type Rights = v.InferOutput<typeof Rights>;

export const NO_RIGHTS: Rights = Object.freeze({
	look: false,
	mark: false,
	order: false,
	decide: false,
	download: 'none',
	products: []
});

/** The rights of anything that has them, always in the same order. */
export const pickRights = (rights: Rights): Rights => v.parse(Rights, rights);

export const sameRights = (a: Rights, b: Rights): boolean =>
	JSON.stringify(pickRights(a)) === JSON.stringify(pickRights(b));

/** Every other right needs look; decide includes mark. */
export function withImplications(rights: Rights): Rights {
	if (!rights.look) return { ...NO_RIGHTS };
	return { ...pickRights(rights), mark: rights.mark || rights.decide };
}

/** One right given, with those that it needs, or taken, with those that need it. */
export function turnRight(rights: Rights, flag: Flag, on: boolean): Rights {
	const turned = { ...rights, [flag]: on };
	if (on) turned.look = true;
	if (flag === 'mark' && !on) turned.decide = false;
	return withImplications(turned);
}

export const setDownload = (rights: Rights, download: Download): Rights =>
	withImplications({ ...rights, look: rights.look || download !== 'none', download });

/** One product given for these states, or taken away with none. */
export const setProduct = (rights: Rights, product: string, states: readonly FileState[]): Rights =>
	withImplications({
		...rights,
		look: rights.look || states.length > 0,
		products: withOffer(rights.products, product, states)
	});

/** Members see galleries by role; a retoucher only those with orders, where they look and have the files to work on. */
export function rightsOfRole(role: Role, hasOrders: () => boolean): Rights {
	const manages = memberCan(role, 'manage-galleries');
	if (!manages && !hasOrders()) return { ...NO_RIGHTS };
	const [look, mark] = [memberCan(role, 'see-files'), memberCan(role, 'mark')];
	return { look, mark, order: manages, decide: memberCan(role, 'decide'), download: 'all', products: [] };
}
