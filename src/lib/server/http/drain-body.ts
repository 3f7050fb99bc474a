import type { IncomingMessage, ServerResponse } from 'node:http';

const PATIENCE_MS = 5000;

/**
 * Lets the rest of a refused body pass unread for a while: a sender that is cut off never reads why, and a connection
 * that is kept with a body half read answers nobody who comes after.
 */
export function drainBody(req: IncomingMessage, res: ServerResponse) {
	if (req.complete) return;
	req.resume();
	res.once('finish', () => setTimeout(() => req.complete || req.destroy(), PATIENCE_MS).unref());
}
