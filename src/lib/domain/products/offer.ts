import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { FileStatesSchema, type FileState } from '#lib/domain/states/file-state.ts';

/** A line of an access row: this product may be fetched of pictures in these states. Originals are `download`. */
export const ProductOffer = v.strictObject({ product: Id, states: FileStatesSchema });
export type ProductOffer = v.InferOutput<typeof ProductOffer>;

type Offering = { look: boolean; products: readonly ProductOffer[] };

export const offersProduct = ({ look, products }: Offering, productId: string, state: FileState): boolean =>
	look && products.some(({ product, states }) => product === productId && states.includes(state));

/** The line of this product changed; without states it is gone. */
export function withOffer(
	offers: readonly ProductOffer[],
	product: string,
	states: readonly FileState[]
): ProductOffer[] {
	const others = offers.filter((offer) => offer.product !== product);
	return states.length ? [...others, { product, states: [...states] }] : others;
}
