import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { CreateSelection, PatchSelection } from '#lib/domain/marks/selection-inputs.ts';
import { CopyNames } from '#lib/domain/naming/copy-names.ts';
import { HoldDelivery, SendFiles, WithdrawItem } from '#lib/domain/orders/inputs.ts';
import { DeliveryView, SentFiles } from '../delivery.ts';
import {
	AfterDrop,
	EditItems,
	PatchOrder,
	RecallDelivery,
	StartOrder,
	StudioOrder
} from '../order-inputs.ts';
import { DropOffers, OrderView } from '../order.ts';
import { SelectionView } from '../selection.ts';
import type { Operation } from './operation.ts';

export const orders: readonly Operation[] = [
	{
		call: 'GET /api/v1/galleries/{gallery}/selections',
		does: "the gallery's selections",
		who: 'member',
		gives: { 200: v.array(SelectionView) }
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/selections',
		does: 'one more: `{name, rule?, limit?, chooseBy?}`',
		who: 'member',
		takes: CreateSelection,
		gives: { 201: SelectionView }
	},
	{
		call: 'GET /api/v1/selections/{selection}',
		does: 'what is in it, and who picked what',
		who: 'member',
		gives: { 200: SelectionView }
	},
	{
		call: 'PATCH /api/v1/selections/{selection}',
		does: 'its name, rule, limit or date',
		who: 'member',
		takes: PatchSelection,
		gives: { 200: SelectionView }
	},
	{
		call: 'DELETE /api/v1/selections/{selection}',
		does: 'hides it',
		who: 'member',
		gives: { 204: 'nothing' },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/selections/{selection}/lock',
		does: 'closes it',
		who: 'member',
		gives: { 200: SelectionView }
	},
	{
		call: 'POST /api/v1/selections/{selection}/reopen',
		does: 'begins the next round',
		who: 'member',
		gives: { 200: SelectionView },
		refuses: [409]
	},
	{
		call: 'GET /api/v1/selections/{selection}/names',
		does: 'names for the catalogue, as text (`?folder=yes`: each with its folder); `?format=csv`: a table with folders, stars and picks',
		who: 'member',
		query: CopyNames.entries,
		gives: { 200: 'text' }
	},
	{
		call: 'GET /api/v1/orders',
		does: 'orders, of `?galleryId=` or all; without recipients and links for a retoucher',
		who: 'member',
		query: { galleryId: v.optional(Id) },
		gives: { 200: v.array(OrderView) },
		refuses: [404]
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/orders',
		does: "the studio's own order for others",
		who: 'member',
		takes: StudioOrder,
		gives: { 201: v.array(OrderView) },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/orders/offers',
		does: 'what a drop of finals has to ask',
		who: 'member',
		takes: AfterDrop,
		gives: { 200: DropOffers }
	},
	{
		call: 'GET /api/v1/orders/{order}',
		does: 'one order; without recipients and links for a retoucher',
		who: 'member',
		gives: { 200: OrderView }
	},
	{
		call: 'PATCH /api/v1/orders/{order}',
		does: 'what the studio keeps about it',
		who: 'member',
		takes: PatchOrder,
		gives: { 200: OrderView }
	},
	{
		call: 'POST /api/v1/orders/{order}/seen',
		does: 'it was looked at',
		who: 'member',
		gives: { 200: OrderView },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/orders/{order}/start',
		does: 'work begins: clients ask from now on',
		who: 'member',
		takes: StartOrder,
		mayBeEmpty: true,
		gives: { 200: OrderView },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/orders/{order}/items',
		does: 'the studio adds, swaps or withdraws: `{add?, renew?, withdraw?, reason?, heldBack?}`; what is renewed waits for a version newer than the current one, which was delivered and is wrong',
		who: 'member',
		takes: EditItems,
		gives: { 200: OrderView },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/orders/{order}/items/{item}/withdraw',
		does: 'takes one item out: `{reason, heldBack?}`; where it was the last that held a new version back, `show` (as without it) lets clients see that, `restore` makes what they see current again',
		who: 'member',
		takes: WithdrawItem,
		gives: { 200: OrderView },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/orders/{order}/recalculate',
		does: 'looks again at what is ready',
		who: 'member',
		gives: { 200: OrderView },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/orders/{order}/deliver',
		does: 'sends all that is ready',
		who: 'member',
		gives: { 200: OrderView },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/orders/{order}/send-now',
		does: 'sends the open delivery',
		who: 'member',
		gives: { 200: OrderView },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/orders/{order}/confirm-recipients',
		does: "sends to recipients who waited for the studio's word",
		who: 'member',
		gives: { 200: OrderView },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/orders/{order}/hold',
		does: 'holds it or lets it go: `{held}`',
		who: 'member',
		takes: HoldDelivery,
		gives: { 200: OrderView },
		refuses: [409]
	},
	{
		call: 'GET /api/v1/galleries/{gallery}/deliveries',
		does: 'what was sent without an order',
		who: 'member',
		gives: { 200: v.array(DeliveryView) }
	},
	{
		call: 'POST /api/v1/galleries/{gallery}/deliveries',
		does: 'sends files: `{fileIds, to, message?}`',
		who: 'member',
		takes: SendFiles,
		gives: { 201: SentFiles },
		refuses: [409]
	},
	{
		call: 'POST /api/v1/deliveries/{delivery}/recall',
		does: 'ends its links; `{fileIds}`: takes these pictures off its page, manifest and archive, and the rest stands (the last one ends the links). Items stay delivered',
		who: 'member',
		takes: RecallDelivery,
		mayBeEmpty: true,
		gives: { 200: v.union([OrderView, DeliveryView]) }
	}
];
