import type { IncomingMessage } from 'node:http';

/** Half a megabyte on the slowest of lines. */
const BODY_MS = 120_000;

/** Cuts a sender whose body is not there in time: each holds a connection, and what came so far, in memory. */
export function limitBodyTime(req: IncomingMessage, withinMs = BODY_MS) {
	const hasBody = 'transfer-encoding' in req.headers || Number(req.headers['content-length'] ?? 0) > 0;
	if (!hasBody || req.complete) return;
	const timer = setTimeout(() => req.complete || req.destroy(), withinMs).unref();
	req.once('close', () => clearTimeout(timer));
}
