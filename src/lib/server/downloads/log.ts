import { and, eq, isNull } from 'drizzle-orm';
import type { Actor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context.ts';
import { deliveryLink, downloadLog } from '../db/schema.ts';
import type { Sent } from '../http/send.ts';

type Row = typeof downloadLog.$inferSelect;
export type Fetched = { actor: Actor; what: string; galleryId: string } & Partial<
	Pick<Row, 'fileId' | 'versionId' | 'archiveId' | 'deliveryId'>
>;

/** Who or which link fetched what, when and how much; written after the bytes are gone. */
export async function logDownload(ctx: Context, { actor, ...what }: Fetched, { bytes, complete }: Sent) {
	const at = ctx.clock.now();
	await ctx.db.transaction((tx) => {
		tx.insert(downloadLog)
			.values({ id: ctx.ids.next(), ...what, ...whoOf(actor), bytes, complete, at })
			.run();
		if (actor.kind !== 'link') return;
		const unopened = and(eq(deliveryLink.id, actor.linkId), isNull(deliveryLink.openedAt));
		tx.update(deliveryLink).set({ openedAt: at }).where(unopened).run();
	});
}

function whoOf(actor: Actor): Pick<Row, 'who' | 'whoId' | 'whoName'> {
	switch (actor.kind) {
		case 'member':
			return { who: actor.via === 'token' ? 'token' : 'member', whoId: actor.memberId, whoName: actor.name };
		case 'client':
			return { who: 'participant', whoId: actor.participantId, whoName: actor.name };
		case 'link':
			return { who: 'link', whoId: actor.linkId, whoName: actor.email };
	}
}
