import * as v from 'valibot';
import { Address } from '#lib/domain/addresses/address.ts';
import { MOST_FILES } from '#lib/domain/files/most.ts';
import { Id } from '#lib/domain/id.ts';
import { HeldBack } from '#lib/domain/orders/inputs.ts';
import { Instant } from '#lib/domain/time.ts';

const FileIds = v.pipe(
	v.array(Id),
	v.minLength(1, 'faults:field.none'),
	v.maxLength(MOST_FILES, 'faults:field.tooMany')
);

/** Finals that have just come. */
export const AfterDrop = v.strictObject({ fileIds: FileIds });

/** Either for named people, or for everybody who has an older version of these pictures. */
export const StudioOrder = v.union([
	v.strictObject({
		fileIds: FileIds,
		to: v.pipe(
			v.array(Address),
			v.minLength(1, 'faults:field.none'),
			v.maxLength(100, 'faults:field.tooMany')
		),
		note: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(2000, 'faults:field.tooLong')), '')
	}),
	v.strictObject({ fileIds: FileIds, holders: v.literal(true) })
]);
export type StudioOrder = v.InferOutput<typeof StudioOrder>;

const Some = v.pipe(v.array(Id), v.maxLength(1000, 'faults:field.tooMany'));
const Ids = v.optional(Some, []);

/**
 * `add` and `renew` take pictures, `withdraw` items; both together are a swap, told once. What is renewed waits for a
 * newer version than the current one: that went out, and is wrong.
 */
export const EditItems = v.strictObject({
	add: Ids,
	renew: v.optional(Some),
	withdraw: Ids,
	reason: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(2000, 'faults:field.tooLong')), ''),
	heldBack: HeldBack
});
export type EditItems = v.InferOutput<typeof EditItems>;

export const StartOrder = v.strictObject({ expectedBy: v.optional(v.nullable(Instant)) });
export const PatchOrder = v.strictObject({ expectedBy: v.nullable(Instant) });

/** Without `fileIds` the whole delivery. */
export const RecallDelivery = v.strictObject({
	fileIds: v.optional(FileIds)
});
export type RecallDelivery = v.InferOutput<typeof RecallDelivery>;

const some = { fileIds: v.pipe(v.array(Id), v.minLength(1), v.maxLength(MOST_FILES)) };
const ofSelection = { selectionId: Id };
const all = { all: v.literal(true) };

/** Which pictures are to be downloaded. */
export const PicturesWanted = v.union([
	v.strictObject(some),
	v.strictObject(ofSelection),
	v.strictObject(all)
]);

/** As which product; absent: originals. */
const product = v.optional(Id);

export const ArchiveWanted = v.union([
	v.strictObject({ ...some, product }),
	v.strictObject({ ...ofSelection, product }),
	v.strictObject({ ...all, product })
]);
export type ArchiveWanted = v.InferOutput<typeof ArchiveWanted>;
