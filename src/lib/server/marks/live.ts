import type { Context } from '../context.ts';
import { MarkPipeline } from './mark-pipeline.ts';
import { Rooms } from './rooms.ts';

/** The marks that this process holds: the same for sockets and for HTTP. */
export type LiveMarks = { rooms: Rooms; pipeline: MarkPipeline };

const byContext = new WeakMap<Context, LiveMarks>();

export function liveMarks(ctx: Context): LiveMarks {
	const known = byContext.get(ctx);
	if (known) return known;
	const rooms = new Rooms(ctx);
	const fresh = { rooms, pipeline: new MarkPipeline(ctx, rooms) };
	byContext.set(ctx, fresh);
	return fresh;
}
