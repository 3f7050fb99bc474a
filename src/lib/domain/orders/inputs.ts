import * as v from 'valibot';
import { Address } from '#lib/domain/addresses/address.ts';
import { MOST_FILES } from '#lib/domain/files/most.ts';
import { Id } from '#lib/domain/id.ts';

/** Doubles are dropped, so that one picture is one item. */
const FileIds = v.pipe(
	v.array(Id),
	v.maxLength(MOST_FILES, 'faults:field.tooMany'),
	v.transform((ids) => [...new Set(ids)])
);
const SomeFileIds = v.pipe(
	v.array(Id),
	v.minLength(1, 'faults:field.none'),
	v.maxLength(MOST_FILES, 'faults:field.tooMany'),
	v.transform((ids) => [...new Set(ids)])
);

/** A person's text: 0 to 2,000 characters, spaces at the ends do not count. */
const Note = v.pipe(v.string(), v.trim(), v.check(isShort, 'faults:field.tooLong'));
const Text = v.pipe(Note, v.nonEmpty('faults:field.empty'));

function isShort(text: string): boolean {
	return text.length <= 4000 && [...text].length <= 2000;
}

/** A further address, or somebody of the gallery by participant id (addresses of others are never shown). */
const Recipient = v.union(
	[
		v.pipe(
			Address,
			v.transform((address) => ({ address }))
		),
		v.pipe(
			Id,
			v.transform((participantId) => ({ participantId }))
		)
	],
	'faults:field.recipient'
);
export type Recipient = v.InferOutput<typeof Recipient>;

export const OrderDraft = v.union([
	v.strictObject({ selectionId: Id, again: v.optional(FileIds) }),
	v.strictObject({ fileIds: SomeFileIds, again: v.optional(FileIds) })
]);
export type OrderDraft = v.InferOutput<typeof OrderDraft>;

export const PlaceOrder = v.strictObject({
	fileIds: SomeFileIds,
	selectionId: v.optional(Id),
	viewHash: v.pipe(v.string(), v.nonEmpty(), v.maxLength(200)),
	note: v.optional(Note, ''),
	recipients: v.optional(v.pipe(v.array(Recipient), v.maxLength(100)))
});
export type PlaceOrder = v.InferOutput<typeof PlaceOrder>;

export const IdempotencyKey = v.pipe(
	v.string(),
	v.regex(/^[\x21-\x7e]{1,255}$/, 'faults:field.idempotencyKey')
);

export const ChangeItems = v.pipe(
	v.strictObject({ add: v.optional(FileIds, []), remove: v.optional(FileIds, []) }),
	v.check(({ add, remove }) => add.length + remove.length > 0, 'faults:field.none')
);
export type ChangeItems = v.InferOutput<typeof ChangeItems>;

export const AskForChange = v.strictObject({ fileId: Id, text: Text });
export type AskForChange = v.InferOutput<typeof AskForChange>;

/** A withdrawal may be the last that held a new version back: it is shown from then on, or the one before restored. */
export const HeldBack = v.optional(v.picklist(['show', 'restore']));
export type HeldBack = v.InferOutput<typeof HeldBack>;

export const WithdrawItem = v.strictObject({ reason: Text, heldBack: HeldBack });
export type WithdrawItem = v.InferOutput<typeof WithdrawItem>;

export const HoldDelivery = v.strictObject({ held: v.boolean() });

/** "Send files": a delivery without an order. Addresses are checked one by one, so they stay text here. */
export const SendFiles = v.strictObject({
	fileIds: SomeFileIds,
	to: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1000))), v.maxLength(500)),
	message: v.optional(v.pipe(v.string(), v.maxLength(5000)), '')
});
export type SendFiles = v.InferOutput<typeof SendFiles>;
