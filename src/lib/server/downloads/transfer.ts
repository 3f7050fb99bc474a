import type { OutgoingHttpHeaders } from 'node:http';
import { AppError } from '#lib/domain/fault.ts';
import type { Ticket } from '../http/in-progress.ts';
import type { Exchange } from '../http/raw.ts';
import { send, type Source } from '../http/send.ts';
import { logDownload, type Fetched } from './log.ts';

export type Transfer = {
	source: Source;
	headers: OutgoingHttpHeaders;
	/** Judged while the bytes flow. */
	ticket: Ticket;
	/** Who fetched what; how much is known when it is gone. */
	fetched: Fetched;
	/** How many of the ticket's group may run at once. */
	atOnce?: number;
};

/** Sends originals: registered while they flow, written down when they are gone. */
export async function transfer(
	{ ctx, req, res }: Exchange,
	{ source, headers, ticket, fetched, atOnce }: Transfer
) {
	if (atOnce !== undefined && ctx.inProgress.count(ticket.counted) >= atOnce) {
		res.setHeader('retry-after', '30');
		throw new AppError('too-many', 'faults:detail.too-many');
	}
	ctx.inProgress.track(res, ticket);
	const startedAt = ctx.clock.now();
	let first = 0;
	const read: Source['read'] = (span, gone) => {
		first = span.first;
		return source.read(span, gone);
	};
	const sent = await send(req, res, { ...source, read }, headers);
	if (sent.bytes > 0) {
		const span = [first, first + sent.bytes - 1] as const;
		await logDownload(ctx, fetched, { span, sizeBytes: source.sizeBytes, startedAt });
	}
	if (!sent.fault) return;
	const { versionId, archiveId, deliveryId } = fetched;
	ctx.log.error({ err: sent.fault, versionId, archiveId, deliveryId }, 'stored bytes could not be read');
	throw new AppError('unavailable', 'faults:detail.bytes-missing');
}
