import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { AppError } from '#lib/domain/fault.ts';
import { t } from '#lib/messages/index.ts';
import { isKnownToBrowser, keepsRange, wantedSpan, type Span } from './range.ts';

/** Bytes that can be read from any offset. They never change: `etag` is strong, with its quotes. */
export type Source = {
	sizeBytes: number;
	etag: string;
	/** Throws (or ends early) when the bytes cannot be had; the receiver then sees a cut connection. */
	read: (span: Span, gone: AbortSignal) => AsyncIterable<Uint8Array>;
};

/** What went out. `complete`: the body's last byte did. */
export type Sent = { bytes: number; complete: boolean };
const NOTHING: Sent = { bytes: 0, complete: false };

/** A reader that takes nothing for so long has gone. */
const STALLED_MS = 120_000;

/** Answers GET and HEAD from a source: conditions, one range, exact length, and never a clean end that is short. */
export async function send(
	req: IncomingMessage,
	res: ServerResponse,
	source: Source,
	headers: OutgoingHttpHeaders
): Promise<Sent> {
	const { sizeBytes, etag } = source;
	const always = { ...headers, etag, 'accept-ranges': 'bytes' };
	if (isKnownToBrowser(req.headers['if-none-match'], etag)) return bodiless(res, 304, always);
	const wanted = wantedSpan(rangeOf(req, etag), sizeBytes);
	if (wanted.kind === 'none') {
		res.setHeader('content-range', `bytes */${sizeBytes}`);
		throw new AppError('range', t('faults:detail.range'));
	}
	const span = wanted.kind === 'part' ? wanted.span : { first: 0, last: sizeBytes - 1 };
	const part =
		wanted.kind === 'part' ? { 'content-range': `bytes ${span.first}-${span.last}/${sizeBytes}` } : {};
	const status = wanted.kind === 'part' ? 206 : 200;
	const head = { ...always, ...part, 'content-length': lengthOf(span) };
	if (req.method === 'HEAD') return bodiless(res, status, head);
	const bytes = await pour(source, span, res, () => res.writeHead(status, head));
	return { bytes, complete: bytes === lengthOf(span) && span.last === sizeBytes - 1 };
}

const lengthOf = ({ first, last }: Span) => last - first + 1;

function bodiless(res: ServerResponse, status: number, headers: OutgoingHttpHeaders): Sent {
	res.writeHead(status, headers).end();
	return NOTHING;
}

/** HEAD ignores ranges, and so does a browser whose part is of other bytes than ours. */
function rangeOf({ method, headers }: IncomingMessage, etag: string): string | undefined {
	return method === 'HEAD' || !keepsRange(headers['if-range']?.toString(), etag) ? undefined : headers.range;
}

/**
 * Bytes that the reader took. A reader who goes is no fault; a source that fails is thrown: before the first byte as
 * 503, later as a connection that is already cut.
 */
async function pour(source: Source, span: Span, res: ServerResponse, begin: () => void): Promise<number> {
	const gone = new AbortController();
	const flow = new Flow(lengthOf(span));
	res.once('close', () => gone.abort());
	res.setTimeout(STALLED_MS, () => res.destroy());
	const chunks = flow.through(source.read(span, gone.signal));
	const opening = await chunks.next().catch((error: unknown) => {
		if (gone.signal.aborted) return { done: true as const, value: undefined };
		throw new AppError('unavailable', t('faults:detail.bytes-missing'), { cause: String(error) });
	});
	if (opening.done) return flow.taken;
	begin();
	await pipeline(startingWith(opening.value, chunks), res).catch(() => undefined);
	if (flow.fault) throw flow.fault;
	return flow.taken;
}

async function* startingWith(first: Uint8Array, rest: AsyncGenerator<Uint8Array>) {
	try {
		yield first;
		yield* rest;
	} finally {
		await rest.return(undefined);
	}
}

/** Counts what passes, and refuses to end with more or less than was promised. */
class Flow {
	taken = 0;
	fault: Error | null = null;
	readonly promised: number;
	constructor(promised: number) {
		this.promised = promised;
	}

	async *through(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
		let offered = 0;
		try {
			for await (const chunk of chunks) {
				offered += chunk.length;
				if (offered > this.promised) throw new Error(`The source gave more than ${this.promised} bytes`);
				yield chunk;
				this.taken += chunk.length;
			}
			if (offered < this.promised)
				throw new Error(`The source ended at ${offered} of ${this.promised} bytes`);
		} catch (error) {
			this.fault = error instanceof Error ? error : new Error(String(error));
			throw error;
		}
	}
}
