import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import type { Exchange } from '../http/raw.ts';
import type { Span } from '../http/range.ts';
import { cachesOf } from './caches.ts';

/** A whole preview. Small ones are kept for the next reader, large ones shared by those who read just now. */
export async function readPreview(exchange: Exchange, key: string): Promise<Buffer> {
	const { previews } = cachesOf(exchange.ctx);
	return previews.get(key) ?? previews.put(key, await borrow(exchange, key));
}

function borrow({ ctx, res, sessionId, member }: Exchange, key: string): Promise<Buffer> {
	const { lent, reads } = cachesOf(ctx);
	const asker = sessionId ?? member?.memberId ?? '';
	const found = lent.get(key) ?? { bytes: reads.pass(asker, () => readWhole(ctx, key)), readers: 0 };
	if (res.closed) return found.bytes;
	lent.set(key, found);
	found.readers++;
	res.once('close', () => {
		if (--found.readers === 0) lent.delete(key);
	});
	return found.bytes;
}

/** A part of what was made: it waits its turn as previews do, and is not kept. */
export function readPart({ ctx, sessionId, member }: Exchange, key: string, span: Span): Promise<Buffer> {
	const asker = sessionId ?? member?.memberId ?? '';
	return cachesOf(ctx).reads.pass(asker, () => readWhole(ctx, key, { start: span.first, end: span.last }));
}

async function readWhole(
	{ storage, log }: Context,
	key: string,
	range?: { start: number; end: number }
): Promise<Buffer> {
	try {
		const chunks: Buffer[] = [];
		for await (const chunk of await storage.open(key, range)) chunks.push(chunk);
		return Buffer.concat(chunks);
	} catch (error) {
		log.error({ err: error, key }, 'a preview could not be read');
		throw new AppError('unavailable', 'faults:detail.bytes-missing');
	}
}
