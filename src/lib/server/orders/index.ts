export { pendingItemsOf, pinsOf, type PendingItem } from './queries.ts';
export { lookAtOrdersOf, reconsiderItems, type ReconsiderCause } from './reconsider-items.ts';
