import { eq } from 'drizzle-orm';
import { t } from '#lib/messages/index.ts';
import { file, selection } from '../../db/schema.ts';
import { galleryAndStudio, replyToOf } from '../studio-of.ts';
import type { Writer } from './written.ts';

export const writeSelectionSent: Writer<'selection-sent'> = async (ctx, { selectionId, by }) => {
	const row = await ctx.db.read.select().from(selection).where(eq(selection.id, selectionId)).get();
	const place = row && (await galleryAndStudio(ctx.db.read, row.galleryId));
	if (!row || !place) return null;
	const words = { by, name: row.name, title: place.gallery.title };
	return {
		from: place.studio.name,
		replyTo: null,
		body: {
			subject: t('mail:selectionSent.subject', words),
			head: place.studio.name,
			lines: [t('mail:selectionSent.line', words)],
			button: {
				label: t('mail:selectionSent.button'),
				url: `${ctx.env.ORIGIN}/studio/g/${row.galleryId}`
			},
			foot: []
		}
	};
};

export const writeFinalRefused: Writer<'final-refused'> = async (ctx, { fileId, version, note }) => {
	const row = await ctx.db.read.select().from(file).where(eq(file.id, fileId)).get();
	const place = row && (await galleryAndStudio(ctx.db.read, row.galleryId));
	if (!row || !place) return null;
	const words = { name: row.cameraName, version, title: place.gallery.title };
	return {
		from: place.studio.name,
		replyTo: await replyToOf(ctx.db.read, place.studio),
		body: {
			subject: t('mail:finalRefused.subject', words),
			head: place.studio.name,
			lines: [t('mail:finalRefused.line', words)],
			quote: note.trim() || undefined,
			button: {
				label: t('mail:finalRefused.button'),
				url: `${ctx.env.ORIGIN}/studio/g/${row.galleryId}`
			},
			foot: []
		}
	};
};
