import type { IncomingMessage, ServerResponse } from 'node:http';

/** The bytes of a request; whoever stops reading them may still answer it. */
export const bodyOf = (req: IncomingMessage): AsyncIterable<Uint8Array> =>
	req.iterator({ destroyOnReturn: false });

const PATIENCE_MS = 5000;

/** Lets the rest of a refused body pass unread for a while: a sender that is cut off never reads why. */
export function letPass(req: IncomingMessage, res: ServerResponse) {
	req.resume();
	res.once('finish', () => setTimeout(() => req.complete || req.destroy(), PATIENCE_MS).unref());
}
