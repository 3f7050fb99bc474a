import { AppError } from '#lib/domain/fault.ts';

/** In front of answers that cost a moment of the one thread: each asker has few of them at once. */
export type Gate = {
	/** Runs `work` when it is this asker's turn; refuses when too many of theirs wait already. */
	pass: <T>(asker: string, work: () => Promise<T>) => Promise<T>;
};

/** A browser opens a few tabs, a script sends some requests side by side: those wait for each other. */
const AT_ONCE = 2;
const WAITING = 18;

type Line = { running: number; waiting: (() => void)[] };

export function makeGate({ atOnce = AT_ONCE, waiting = WAITING } = {}): Gate {
	const lines = new Map<string, Line>();

	async function enter(asker: string): Promise<Line> {
		const line = lines.get(asker) ?? { running: 0, waiting: [] };
		lines.set(asker, line);
		if (line.running < atOnce) line.running++;
		else if (line.waiting.length < waiting) await new Promise<void>((go) => line.waiting.push(go));
		else throw new AppError('too-many', 'faults:at-once', {}, { retryAfterSeconds: 1 });
		return line;
	}

	/** Whoever waited longest takes the place over. */
	function leave(asker: string, line: Line) {
		const next = line.waiting.shift();
		if (next) return next();
		if (--line.running === 0) lines.delete(asker);
	}

	return {
		pass: async (asker, work) => {
			const line = await enter(asker);
			try {
				return await work();
			} finally {
				leave(asker, line);
			}
		}
	};
}
