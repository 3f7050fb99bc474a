import type { TestContext } from './context.ts';
import { allOf, runDeliveries } from './orders.ts';

/** What a test of deliveries looks at, and how its time goes on. */
export const deliveriesOf = (test: () => TestContext) => ({
	/** Milliseconds until the open delivery goes out; null: none is open, or it has no time. */
	async dueIn() {
		const open = (await allOf(test().ctx, 'delivery')).find(({ deliveredAt }) => deliveredAt === null);
		return open?.dueAt == null ? null : open.dueAt - test().clock.now();
	},
	sent: async () => (await allOf(test().ctx, 'delivery')).filter(({ deliveredAt }) => deliveredAt !== null),
	/** So much later, with everything that is due by then done. */
	later(ms: number) {
		test().clock.forward(ms);
		return runDeliveries(test().ctx);
	}
});
