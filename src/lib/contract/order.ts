import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { OrderProgress } from '#lib/domain/orders/progress.ts';
import { Time } from './time.ts';

/** How an order stands, as its people are told: never of ready, due times or holds. */
export const OrderNews = v.object({
	id: Id,
	number: v.number(),
	galleryId: Id,
	...OrderProgress.entries,
	deliveryId: v.optional(Id)
});
export type OrderNews = v.InferOutput<typeof OrderNews>;

/** The same as the studio is told. */
export const StudioOrderNews = v.object({
	...OrderNews.entries,
	ready: v.number(),
	dueAt: v.nullable(Time),
	held: v.boolean(),
	placedBy: v.object({ name: v.string(), isStudio: v.boolean() })
});
export type StudioOrderNews = v.InferOutput<typeof StudioOrderNews>;
