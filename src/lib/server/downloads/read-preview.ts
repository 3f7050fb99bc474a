import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';
import type { Exchange } from '../http/raw.ts';
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

async function readWhole({ storage, log }: Context, key: string): Promise<Buffer> {
	try {
		const chunks: Buffer[] = [];
		for await (const chunk of await storage.open(key)) chunks.push(chunk);
		return Buffer.concat(chunks);
	} catch (error) {
		log.error({ err: error, key }, 'a preview could not be read');
		throw new AppError('unavailable', 'faults:detail.bytes-missing');
	}
}
