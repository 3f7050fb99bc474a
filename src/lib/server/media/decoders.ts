import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MediaFault } from '#lib/domain/kinds/media-faults.ts';
import type { Remark } from '#lib/domain/kinds/remarks.ts';
import { DecoderEnded, startChild, type EndReason } from './child.ts';
import { makeSeat, type Seat } from './seat.ts';
import { fileOf, isMadeOnRequest, type RecipeName } from './recipes.ts';
import type { Answer, Capture, Fingerprints, PictureTask, Task } from './wire.ts';

export type { Capture, PictureTask } from './wire.ts';

export type MadeRendition = {
	recipe: RecipeName;
	path: string;
	width: number;
	height: number;
	bytes: number;
};
export type Failed = { outcome: 'failed'; fault: MediaFault };
export type Pictured = {
	outcome: 'pictured';
	/** Upright, as a person sees it. */
	width: number;
	height: number;
	/** What EXIF said, 1-8; width, height and the previews are already turned. */
	orientation: number;
	/** From large to small; a recipe that would have come out as large as another is not among them. */
	renditions: MadeRendition[];
	/** Where they were asked for. */
	fingerprints?: Fingerprints | undefined;
	capture: Capture;
	/** The file is damaged or breaks the rules, and could be shown all the same. */
	remark?: Remark | undefined;
};
export type Kept = { outcome: 'kept'; capture: Capture; remark?: Remark | undefined };
/** `kept`: a kind or a size that we make no picture of. `failed`: the file is damaged, and will stay so. */
export type PictureResult = Pictured | Kept | Failed;

export type Decoders = {
	/**
	 * Has one task done. What somebody waits for goes before what is made at ingest. Rejections are the machine's trouble
	 * (disk full, file gone, closing): the task may be asked again later.
	 */
	run: (task: PictureTask) => Promise<PictureResult>;
	close: () => Promise<void>;
};

export type DecodersOptions = {
	/** The decoder's entry: src/decoder.ts or build/server/decoder.js. */
	entry: string | URL;
	count?: number;
	/** How much work a task may be, in CPU time of its decoder. */
	cpuMs?: number;
	/** How long it may take by the wall. */
	deadlineMs?: number;
	/** The most memory that one decoder may ask for; Linux only. */
	ceilingBytes?: number;
	clock?: { now: () => number };
	/** Told of every decoder that ended unasked. */
	log?: { warn: (about: object, words: string) => void };
};

/** Trouble with the machine; `code` as Node names it (ENOSPC …). */
export class MediaTrouble extends Error {
	readonly code: string;
	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}

type Job = { task: Task; tries: number; settle: (answer: Answer) => void; fail: (error: unknown) => void };

/** How often a task is begun before a decoder's end is taken for the file's fault. */
const mostTries: Readonly<Record<EndReason, number>> = {
	deadline: 2,
	crashed: 3,
	killed: 6,
	memory: 1,
	unstarted: 5
};
const faultAfter = { deadline: 'timeout', crashed: 'crashed', killed: 'crashed' } as const;

// niced decoders get little of a busy machine: an honest picture may wait many times as long as it works
const CPU_MS = 90_000;
const DEADLINE_MS = 600_000;
const CLOSING_MS = 3_000;

/** Starts the supervisor: one niced decoder a core, each with one task at a time. */
export function startDecoders(options: DecodersOptions): Decoders {
	const { count = availableParallelism(), ceilingBytes, log, clock } = options;
	const { cpuMs = CPU_MS, deadlineMs: wallMs = DEADLINE_MS } = options;
	const entry = options.entry instanceof URL ? fileURLToPath(options.entry) : options.entry;
	const onEnd = (end: DecoderEnded) => log?.warn({ reason: end.reason }, end.message);
	const seats = Array.from({ length: Math.max(1, count) }, () =>
		makeSeat(() => startChild(entry, ceilingBytes), onEnd)
	);
	const idle = [...seats];
	const waiting: Job[] = [];
	const running = new Set<Promise<void>>();
	let isClosing = false;
	// the first is warm at once, the others come with work
	idle.at(-1)?.child();

	async function attempt(seat: Seat, job: Job) {
		try {
			job.settle(await seat.child().run(job.task, { cpuMs, wallMs }));
		} catch (error) {
			if (error instanceof DecoderEnded && !isClosing) tryAgain(job, error);
			else job.fail(error);
		}
	}

	function tryAgain(job: Job, end: DecoderEnded) {
		job.tries += 1;
		if (job.tries < mostTries[end.reason]) {
			const isSuspect = end.reason === 'deadline' || end.reason === 'crashed';
			// its picture was given up before, and now its metadata
			if (isSuspect && job.task.do === 'probe') return job.settle(tooLarge());
			if (isSuspect) job.task = withoutCapture(job.task);
			waiting.unshift(job);
		} else if (end.reason === 'unstarted') job.fail(end);
		else if (end.reason === 'memory') settleTooLarge(job);
		else job.settle({ outcome: 'failed', fault: faultAfter[end.reason] });
	}

	/** The picture is given up; what its file says of the moment it was taken is read by the next decoder. */
	function settleTooLarge(job: Job) {
		const { task, settle } = job;
		if (!wantsCapture(task)) return settle(tooLarge());
		const { path, kind, nowMs } = task;
		job.task = { do: 'probe', path, kind, nowMs };
		job.settle = (answer) => settle(answer.outcome === 'probed' ? tooLarge(answer.capture) : answer);
		waiting.unshift(job);
	}

	function pump() {
		while (!isClosing && waiting.length && idle.length) {
			const [seat, job] = [idle.pop(), waiting.shift()];
			if (!seat || !job) return;
			const attempted = attempt(seat, job).then(() => {
				running.delete(attempted);
				idle.push(seat);
				pump();
			});
			running.add(attempted);
		}
	}

	function ask(task: PictureTask) {
		if (isClosing) return Promise.reject(new MediaTrouble('CLOSING', 'the decoders are closing'));
		return new Promise<Answer>((settle, fail) => {
			const job: Job = { task: { nowMs: clock?.now(), ...task }, tries: 0, settle, fail };
			if (task.recipes.every(isMadeOnRequest)) waiting.unshift(job);
			else waiting.push(job);
			pump();
		});
	}

	return {
		run: async (task) => resultOf(await ask(task), task),
		async close() {
			isClosing = true;
			for (const job of waiting.splice(0)) job.fail(new MediaTrouble('CLOSING', 'the decoders are closing'));
			await Promise.race([
				Promise.all(running),
				new Promise((resolve) => setTimeout(resolve, CLOSING_MS).unref())
			]);
			await Promise.all(seats.map((seat) => seat.close()));
		}
	};
}

const wantsCapture = (task: Task) => task.do === 'picture' && task.learn.includes('capture');

/** The last tries with a file that ended its decoder before. */
const withoutCapture = (task: Task): Task =>
	task.do === 'picture' ? { ...task, learn: task.learn.filter((what) => what !== 'capture') } : task;

// nothing is wrong with it, it only is more than a decoder may hold
const tooLarge = (capture: Capture = {}): Answer => ({ outcome: 'kept', capture, remark: 'too-much-memory' });

function resultOf(answer: Answer, { recipes, into }: PictureTask): PictureResult {
	if (answer.outcome === 'failed' || answer.outcome === 'kept') return answer;
	if (answer.outcome === 'trouble') throw new MediaTrouble(answer.code, answer.message);
	if (answer.outcome !== 'pictured') throw new Error(`a decoder answered ${answer.outcome} out of turn`);
	const { made, ...facts } = answer;
	const names = new Set(made.map(({ recipe }) => recipe));
	if (names.size < made.length || !names.isSubsetOf(new Set(recipes)))
		throw new Error('a decoder made what it was not asked for');
	const renditions = made.map((one) => ({ ...one, path: join(into, fileOf(one.recipe)) }));
	return { ...facts, renditions };
}
