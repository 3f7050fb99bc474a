import type { FileState } from '#lib/domain/states/file-state.ts';
import { index, sqliteTable, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { count, flag, id, json, time, words } from '../columns.ts';
import { studio } from './studio.ts';

// Galleries and who may do what in them.

export const gallery = sqliteTable(
	'gallery',
	{
		id: id().primaryKey(),
		studioId: id()
			.notNull()
			.references(() => studio.id),
		parentId: id(),
		title: words().notNull(),
		preset: words({ enum: ['download', 'retouch', 'archive'] }).notNull(),
		defaultState: words({ enum: ['UNDEFINED', 'PROOF', 'FINAL'] }).notNull(),
		offerDownloads: json<FileState[]>().notNull(),
		offerOrders: json<FileState[]>().notNull(),
		deliverAtOnce: json<FileState[]>().notNull(),
		deliveryRule: words({ enum: ['as-final', 'whole-order', 'by-hand'] }).notNull(),
		graceSeconds: count().notNull(),
		codeOnNewDevice: flag().notNull(),
		okForRetoucher: flag().notNull(),
		inheritAccess: flag().notNull(),
		membersChoose: flag().notNull().default(false),
		showLooking: flag().notNull().default(true),
		/** One picture greets on the page of an invitation, before anybody has come in. */
		showCover: flag().notNull().default(false),
		orderBy: words({ enum: ['time', 'name', 'hand'] })
			.notNull()
			.default('time'),
		/** Suffixes that class 4 may accept without asking, e.g. "-Edit". */
		acceptSuffixes: json<string[]>().notNull(),
		expiresAt: time(),
		createdAt: time().notNull(),
		deletedAt: time(),
		/** Raised by every change that a gallery body can show. */
		changeNumber: count().notNull().default(0),
		/** Random 48 bits as 12 hex digits; a restore or erasure draws a new one. */
		epoch: words().notNull(),
		nextClientId: count().notNull().default(1),
		nextColour: count().notNull().default(0)
	},
	(t) => [index('gallery_parent').on(t.parentId)]
);

export const accessRow = sqliteTable(
	'access_row',
	{
		id: id().primaryKey(),
		galleryId: id()
			.notNull()
			.references(() => gallery.id),
		/** 'anybody' or a normalised address. */
		subject: words().notNull(),
		look: flag().notNull(),
		mark: flag().notNull(),
		decide: flag().notNull(),
		order: flag().notNull(),
		download: words({ enum: ['none', 'final', 'all'] }).notNull(),
		passphraseHash: words(),
		expiresAt: time(),
		createdAt: time().notNull()
	},
	(t) => [uniqueIndex('access_row_subject').on(t.galleryId, t.subject)]
);
