import { once } from 'node:events';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { AppError } from '#lib/domain/fault.ts';
import { cut } from './cut.ts';
import { isAnsweredByConditions } from './conditions.ts';
import { keepsRange, wantedSpan, type Span } from './range.ts';

/** Bytes that can be read from any offset. They never change: `etag` is strong, with its quotes. */
export type Source = {
	sizeBytes: number;
	etag: string;
	/**
	 * Throws (or ends early) when the bytes cannot be had; the receiver then sees a cut connection.
	 * A chunk's memory may be used again once the next but one is asked for.
	 */
	read: (span: Span, gone: AbortSignal) => AsyncIterable<Uint8Array>;
};

/**
 * What went out. `complete`: the body's last byte did. `fault`: the source failed; a response that had
 * begun is cut, else the caller still owes an answer.
 */
export type Sent = { bytes: number; complete: boolean; fault: Error | null };
const NOTHING: Sent = { bytes: 0, complete: false, fault: null };

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
	if (isAnsweredByConditions(req, res, etag, always)) return NOTHING;
	const wanted = wantedSpan(rangeOf(req, etag), sizeBytes);
	if (wanted.kind === 'none') {
		res.setHeader('content-range', `bytes */${sizeBytes}`);
		throw new AppError('range', 'faults:detail.range');
	}
	const span = wanted.kind === 'part' ? wanted.span : { first: 0, last: sizeBytes - 1 };
	const part =
		wanted.kind === 'part' ? { 'content-range': `bytes ${span.first}-${span.last}/${sizeBytes}` } : {};
	const status = wanted.kind === 'part' ? 206 : 200;
	const head = { ...always, ...part, 'content-length': lengthOf(span) };
	const out = req.method === 'HEAD' ? leave : drain;
	const { taken, fault } = await pour(source, span, res, () => res.writeHead(status, head), out);
	const complete = fault === null && taken === lengthOf(span) && span.last === sizeBytes - 1;
	return { bytes: taken, complete, fault };
}

const lengthOf = ({ first, last }: Span) => last - first + 1;

/** HEAD ignores ranges, and so does a browser whose part is of other bytes than ours. */
function rangeOf({ method, headers }: IncomingMessage, etag: string): string | undefined {
	return method === 'HEAD' || !keepsRange(headers['if-range']?.toString(), etag) ? undefined : headers.range;
}

/** A reader who goes is no fault; a source that fails is. `begin` is called when its first bytes are there. */
async function pour(
	source: Source,
	span: Span,
	res: ServerResponse,
	begin: () => void,
	out: typeof drain
): Promise<Flow> {
	const gone = new AbortController();
	res.once('close', () => gone.abort());
	res.setTimeout(STALLED_MS, () => cut(res));
	const flow = new Flow(lengthOf(span), gone.signal);
	const chunks = flow.through(source.read(span, gone.signal));
	const opening = await chunks.next().catch(() => null);
	if (!opening || opening.done) return flow;
	if (gone.signal.aborted) {
		await chunks.return();
		return flow;
	}
	begin();
	await out(startingWith(opening.value, chunks), res, flow);
	return flow;
}

/** HEAD: the first bytes could be had, and are not sent. */
async function leave(chunks: AsyncGenerator<Uint8Array>, res: ServerResponse) {
	for await (const _ of chunks) break;
	res.end();
}

/** While one chunk goes out the next is read, never two: their memory is used by turns. */
async function drain(chunks: AsyncGenerator<Uint8Array>, res: ServerResponse, flow: Flow) {
	try {
		let underWay = Promise.resolve();
		for await (const chunk of chunks) {
			await underWay;
			underWay = written(res, chunk, flow.gone).then(() => void (flow.taken += chunk.length));
			underWay.catch(() => undefined); // heard at the next turn
		}
		await underWay;
		res.end();
	} catch {
		res.destroy(); // the flow knows whose fault it was
		if (!res.closed) await once(res, 'close');
	}
}

/** A socket that ends just now takes the chunk and never says what became of it: the end of the response does. */
function written(res: ServerResponse, chunk: Uint8Array, gone: AbortSignal) {
	return new Promise<void>((resolve, reject) => {
		const left = () => reject(new Error('The reader has gone'));
		if (gone.aborted) return left();
		gone.addEventListener('abort', left);
		res.write(chunk, (error) => {
			gone.removeEventListener('abort', left);
			if (error) reject(error);
			else resolve();
		});
	});
}

async function* startingWith(first: Uint8Array, rest: AsyncGenerator<Uint8Array>) {
	try {
		yield first;
		yield* rest;
	} finally {
		await rest.return(undefined);
	}
}

/** Refuses to end with more or less than was promised. */
class Flow {
	/** Bytes that have gone out. */
	taken = 0;
	fault: Error | null = null;
	private readonly promised: number;
	readonly gone: AbortSignal;

	constructor(promised: number, gone: AbortSignal) {
		this.promised = promised;
		this.gone = gone;
	}

	async *through(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
		let offered = 0;
		try {
			for await (const chunk of chunks) {
				offered += chunk.length;
				if (offered > this.promised) throw new Error(`The source gave more than ${this.promised} bytes`);
				yield chunk;
			}
			if (offered < this.promised)
				throw new Error(`The source ended at ${offered} of ${this.promised} bytes`);
		} catch (error) {
			if (!this.gone.aborted) this.fault = error instanceof Error ? error : new Error(String(error));
			throw error;
		}
	}
}
