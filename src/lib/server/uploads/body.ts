import type { IncomingMessage } from 'node:http';

/** The bytes of a request; whoever stops reading them may still answer it. */
export const bodyOf = (req: IncomingMessage): AsyncIterable<Uint8Array> =>
	req.iterator({ destroyOnReturn: false });
