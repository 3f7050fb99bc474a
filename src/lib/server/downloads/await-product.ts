import type { ServerResponse } from 'node:http';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import {
	keyOf,
	productsMade,
	touchProducts,
	wantProducts,
	type MadeProduct,
	type WantedProduct
} from '../renditions/index.ts';

const LOOK_MS = 200;

export type Ready = Extract<MadeProduct, { state: 'ready' }>;

/**
 * One product, made now if it is not there, and waited for as long as the person does and `waitMs` lasts: then
 * "unavailable", and it goes on being made. "conflict" where it cannot be made at all.
 */
export async function awaitProduct(
	ctx: Context,
	res: ServerResponse,
	wanted: WantedProduct,
	waitMs: number
): Promise<Ready> {
	const look = async () => (await productsMade(ctx.db.read, [wanted])).get(keyOf(wanted));
	let made = await look();
	if (!made) await wantProducts(ctx, [wanted]);
	for (let waited = 0; !made && waited < waitMs && !res.closed; waited += LOOK_MS) {
		await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
		made = await look();
	}
	if (made?.state === 'failed') throw new AppError('conflict', 'faults:products.impossible');
	if (!made) throw new AppError('unavailable', 'faults:products.being-made');
	await touchProducts(ctx, [wanted]);
	return made;
}
