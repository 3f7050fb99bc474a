import type { IncomingMessage } from 'node:http';
import { AppError } from '#lib/domain/fault.ts';
import type { Context } from '../context.ts';

type Holder = { req: IncomingMessage; heardAt: number; done: Promise<void> };

/** A sender that says nothing for so long has lost its line; whoever asks next may take over. */
const SILENT_MS = 2000;

const byContext = new WeakMap<Context, Map<string, Holder>>();

function holdersOf(ctx: Context) {
	const known = byContext.get(ctx);
	if (known) return known;
	const made = new Map<string, Holder>();
	byContext.set(ctx, made);
	return made;
}

/**
 * One request at a time writes an upload. While its sender is heard, another one is refused (409); what a
 * silent one had sent, who is cut then, or one who hung up, is saved before the newcomer goes on.
 */
export async function holdUpload<T>(
	ctx: Context,
	uploadId: string,
	req: IncomingMessage,
	work: (heard: () => void) => Promise<T>
): Promise<T> {
	const holders = holdersOf(ctx);
	await waitForSilent(ctx, uploadId);
	if (holders.has(uploadId)) throw new AppError('conflict', 'faults:uploads.busy');
	const { promise: done, resolve } = Promise.withResolvers<void>();
	const holder: Holder = { req, heardAt: performance.now(), done };
	holders.set(uploadId, holder);
	try {
		return await work(() => (holder.heardAt = performance.now()));
	} finally {
		holders.delete(uploadId);
		resolve();
	}
}

/** Waits until what a sender sent is saved who hung up, or was silent and is cut now; a lively one is left alone. */
export async function waitForSilent(ctx: Context, uploadId: string) {
	const holder = holdersOf(ctx).get(uploadId);
	if (!holder || !(hungUp(holder) || performance.now() - holder.heardAt >= SILENT_MS)) return;
	holder.req.destroy();
	await holder.done;
}

const hungUp = ({ req }: Holder) => req.destroyed && !req.complete;
