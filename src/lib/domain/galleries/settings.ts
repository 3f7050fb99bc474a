import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { patchOf } from '#lib/domain/patch.ts';
import { FileStateSchema, FileStatesSchema, type FileState } from '#lib/domain/states/file-state.ts';
import { Instant } from '#lib/domain/time.ts';
import { LANGUAGES } from '#lib/domain/language.ts';
import { FILE_ORDERS, type FileOrder } from './file-order.ts';
import { PRESETS } from './preset-names.ts';
import { PROOF_EDGES, Watermark } from './watermark.ts';

export const DELIVERY_RULES = ['as-final', 'whole-order', 'by-hand'] as const;
export type DeliveryRule = (typeof DELIVERY_RULES)[number];

export type GallerySettings = {
	defaultState: FileState;
	offerDownloads: FileState[];
	offerOrders: FileState[];
	/** States that make an item ready besides FINAL. */
	deliverAtOnce: FileState[];
	deliveryRule: DeliveryRule;
	graceSeconds: number;
	codeOnNewDevice: boolean;
	okForRetoucher: boolean;
	/** Members' picks count like clients'. */
	membersChoose: boolean;
	showLooking: boolean;
	/** One picture greets on the page of an invitation, before anybody has come in. */
	showCover: boolean;
	orderBy: FileOrder;
	/** Suffixes that a replacement may carry without being asked about, e.g. "-Edit". */
	acceptSuffixes: string[];
};

const Title = v.pipe(
	v.string(),
	v.transform((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()),
	v.minLength(1, 'faults:field.empty'),
	v.maxLength(200, 'faults:field.tooLong')
);

export const CreateGallery = v.strictObject({
	title: Title,
	preset: v.picklist(PRESETS),
	parentId: v.optional(v.nullable(Id))
});
export type CreateGallery = v.InferOutput<typeof CreateGallery>;

export const PatchGallery = patchOf(
	v.strictObject({
		title: Title,
		parentId: v.nullable(Id),
		defaultState: FileStateSchema,
		offerDownloads: FileStatesSchema,
		offerOrders: FileStatesSchema,
		deliverAtOnce: FileStatesSchema,
		deliveryRule: v.picklist(DELIVERY_RULES),
		graceSeconds: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(86_400)),
		codeOnNewDevice: v.boolean(),
		okForRetoucher: v.boolean(),
		membersChoose: v.boolean(),
		showLooking: v.boolean(),
		showCover: v.boolean(),
		orderBy: v.picklist(FILE_ORDERS),
		acceptSuffixes: v.pipe(v.array(v.pipe(v.string(), v.nonEmpty(), v.maxLength(40))), v.maxLength(100)),
		language: v.nullable(v.picklist(LANGUAGES)),
		watermark: v.nullable(Watermark),
		proofEdge: v.nullable(v.picklist(PROOF_EDGES)),
		expiresAt: v.nullable(Instant)
	})
);
export type PatchGallery = v.InferOutput<typeof PatchGallery>;
