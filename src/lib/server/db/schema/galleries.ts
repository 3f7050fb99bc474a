import { DOWNLOADS } from '#lib/domain/access/rights.ts';
import type { ProductOffer } from '#lib/domain/products/offer.ts';
import { FILE_ORDERS } from '#lib/domain/galleries/file-order.ts';
import { PRESETS } from '#lib/domain/galleries/preset-names.ts';
import { DELIVERY_RULES } from '#lib/domain/galleries/settings.ts';
import { type FileState, FILE_STATES } from '#lib/domain/states/file-state.ts';
import type { Watermark } from '#lib/domain/galleries/watermark.ts';
import { LANGUAGES } from '#lib/messages/languages.ts';
import { boolean, id, index, int, json, string, table, timestampMs, uniqueIndex } from '../columns.ts';
import { studio } from './studio.ts';

// Galleries and who may do what in them.

export const gallery = table(
	'gallery',
	{
		id: id().primaryKey(),
		studioId: id()
			.notNull()
			.references(() => studio.id),
		parentId: id(),
		title: string().notNull(),
		preset: string({ enum: PRESETS }).notNull(),
		defaultState: string({ enum: FILE_STATES }).notNull(),
		offerDownloads: json<FileState[]>().notNull(),
		offerOrders: json<FileState[]>().notNull(),
		deliverAtOnce: json<FileState[]>().notNull(),
		deliveryRule: string({ enum: DELIVERY_RULES }).notNull(),
		graceSeconds: int().notNull(),
		codeOnNewDevice: boolean().notNull(),
		okForRetoucher: boolean().notNull(),
		inheritAccess: boolean().notNull(),
		membersChoose: boolean().notNull().default(false),
		showLooking: boolean().notNull().default(true),
		/** One picture greets on the page of an invitation, before anybody has come in. */
		showCover: boolean().notNull().default(false),
		orderBy: string({ enum: FILE_ORDERS }).notNull().default('time'),
		/** What its clients are spoken to in, unless they say otherwise; null: as their browsers ask. */
		language: string({ enum: LANGUAGES }),
		/** Suffixes that class 4 may accept without asking, e.g. "-Edit". */
		acceptSuffixes: json<string[]>().notNull(),
		/** Drawn into what clients get of pictures that are not final. */
		watermark: json<Watermark>(),
		/** The most that they get of the long edge of these, in pixels. */
		proofEdge: int(),
		expiresAt: timestampMs(),
		createdAt: timestampMs().notNull(),
		deletedAt: timestampMs(),
		/** Raised by every change that a gallery body can show. */
		changeNumber: int().notNull().default(0),
		/** Random 48 bits as 12 hex digits; a restore or erasure draws a new one. */
		epoch: string().notNull(),
		nextClientId: int().notNull().default(1),
		nextColour: int().notNull().default(0)
	},
	(t) => [index('gallery_parent').on(t.parentId)]
);

export const accessRow = table(
	'access_row',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		/** 'anybody' or a normalised address. */
		subject: string().notNull(),
		look: boolean().notNull(),
		mark: boolean().notNull(),
		decide: boolean().notNull(),
		order: boolean().notNull(),
		/** Originals. */
		download: string({ enum: DOWNLOADS }).notNull(),
		products: json<ProductOffer[]>().notNull().default([]),
		passphraseHash: string(),
		expiresAt: timestampMs(),
		createdAt: timestampMs().notNull()
	},
	(t) => [uniqueIndex('access_row_subject').on(t.galleryId, t.subject)]
);
