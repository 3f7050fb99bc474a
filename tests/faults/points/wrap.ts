import type { Context } from '#lib/server/context.ts';

/** Told of every named point that a process passes, which waits there for `at`; at `now` it cannot wait. */
export type Pass = { at: (point: string) => Promise<void> | void; now: (point: string) => void };

/**
 * The context of a process that can be looked at between any two steps: before and after every commit and every
 * stored object, and before announcements are heard. The points are named after the verb that was at work, so a new
 * verb brings its own. Nothing of this is in src: the production bundle cannot contain it.
 */
export function withPoints(ctx: Context, pass: Pass): Context {
	return {
		...ctx,
		db: {
			...ctx.db,
			transaction: async (work) => {
				const verb = verbAtWork();
				const done = await ctx.db.transaction(async (tx) => {
					const result = await work(tx);
					await pass.at(`${verb}: before its commit`);
					return result;
				});
				await pass.at(`${verb}: after its commit`);
				return done;
			}
		},
		storage: {
			...ctx.storage,
			putFile: async (key, path, known) => {
				const kind = key.startsWith('originals/') ? 'original' : 'preview';
				await pass.at(`storage: before an ${kind} is in its place`.replace('an p', 'a p'));
				const stored = await ctx.storage.putFile(key, path, known);
				await pass.at(`storage: after an ${kind} is in its place`.replace('an p', 'a p'));
				return stored;
			}
		},
		hub: {
			...ctx.hub,
			since: async (seq, most) => {
				const news = await ctx.hub.since(seq, most);
				if (news.length) pass.now('announcements: committed, not yet heard');
				return news;
			}
		}
	};
}

// machinery that runs others' work: the verb is whoever called it
const RUNS_OTHERS = ['jobs/runner', 'jobs/lease'];
const FRAME = /lib\/server\/(?!db\/|jobs\/enqueue)([\w-]+)\/([\w/-]+)\.ts/;

function verbAtWork(): string {
	const limit = Error.stackTraceLimit;
	Error.stackTraceLimit = 30;
	const frames = (new Error().stack ?? '').split('\n').flatMap((line) => {
		const found = FRAME.exec(line);
		return found ? [`${found[1]}/${found[2]}`] : [];
	});
	Error.stackTraceLimit = limit;
	return frames.find((frame) => !RUNS_OTHERS.includes(frame)) ?? frames[0] ?? 'somewhere';
}
