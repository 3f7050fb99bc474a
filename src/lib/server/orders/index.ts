export { addableTo, type Addable } from './addable.ts';
export { AfterDrop, offersAfterDrop, type DropOffers } from './after-drop.ts';
export { askForChange } from './ask-for-change.ts';
export { changeItems } from './change-items.ts';
export { draftFor, type DraftView } from './draft.ts';
export { linkUrl } from './delivery-url.ts';
export { clientOfOrder, findOrder, type FoundOrder } from './find.ts';
export { holdersOf, type Holder } from './holders.ts';
export { readIdempotencyKey } from './idempotency.ts';
export { placeOrder } from './place-order.ts';
export { iso, type ItemView, type OrderView } from './present.ts';
export {
	listOwnOrders,
	readOwnOrder,
	readOwnPage,
	type OwnDelivery,
	type OwnItem,
	type OwnOrder
} from './present-own.ts';
export { listVersions } from './list-versions.ts';
export { presentDeliveries, type DeliveryView } from './present-deliveries.ts';
export { itemsOf, openDeliveryOf } from './queries.ts';
export { listOrderLines, listOrders, readOrder, viewOrder } from './read-order.ts';
export { readOrderPage, type OrderPage, type OrderPlace } from './read-order-page.ts';
export { recipientsOf, type Recipient } from './recipients.ts';
export { pendingItemsIn, recheckItems } from './recheck.ts';
export { sentOrders, type SentOrder } from './sent.ts';
export { sendChoice } from './send-choice.ts';
export { patchOrder, PatchOrder, seeOrder, startOrder, StartOrder } from './start-order.ts';
export { editItems, EditItems, withdrawItem } from './studio-items.ts';
export { placeStudioOrder, StudioOrder } from './studio-order.ts';
