import * as v from 'valibot';
import { FILE_ORDERS } from '#lib/domain/galleries/file-order.ts';
import { PRESETS } from '#lib/domain/galleries/preset-names.ts';
import { DELIVERY_RULES } from '#lib/domain/galleries/settings.ts';
import { Watermark } from '#lib/domain/galleries/watermark.ts';
import { Id } from '#lib/domain/id.ts';
import { FileStateSchema } from '#lib/domain/states/file-state.ts';
import { LANGUAGES } from '#lib/domain/language.ts';
import { Time } from './time.ts';

/** A gallery as members see it. Programs rely on it: fields may come, none may go. */
export const GalleryView = v.object({
	id: Id,
	title: v.string(),
	parentId: v.nullable(Id),
	preset: v.picklist(PRESETS),
	defaultState: FileStateSchema,
	offerDownloads: v.array(FileStateSchema),
	offerOrders: v.array(FileStateSchema),
	/** States that make an item ready besides FINAL. */
	deliverAtOnce: v.array(FileStateSchema),
	deliveryRule: v.picklist(DELIVERY_RULES),
	graceSeconds: v.number(),
	codeOnNewDevice: v.boolean(),
	okForRetoucher: v.boolean(),
	showCover: v.boolean(),
	/** Members' picks count like clients'. */
	membersChoose: v.boolean(),
	showLooking: v.boolean(),
	orderBy: v.picklist(FILE_ORDERS),
	/** Suffixes that a replacement may carry without being asked about; the studio's own too. */
	acceptSuffixes: v.array(v.string()),
	/** What its clients are spoken to in; null: as their browsers ask. */
	language: v.nullable(v.picklist(LANGUAGES)),
	/** Drawn into what clients get of pictures that are not final. */
	watermark: v.nullable(Watermark),
	/** The most that clients get of the long edge of these, in pixels; null: as large as previews are. */
	proofEdge: v.nullable(v.number()),
	expiresAt: v.nullable(Time),
	fileCount: v.number(),
	url: v.string()
});
/** How many proofs are shown in the gallery, and for how many of them clients wait. */
export const LookProgress = v.object({ of: v.number(), left: v.number() });
export type LookProgress = v.InferOutput<typeof LookProgress>;
export type GalleryView = v.InferOutput<typeof GalleryView>;
