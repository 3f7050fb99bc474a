import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MediaFault } from '#lib/domain/kinds/media-faults.ts';
import type { Remark } from '#lib/domain/kinds/remarks.ts';
import { DecoderEnded, startChild, type EndReason } from './child.ts';
import { makeSeat, type Seat } from './seat.ts';
import type { Answer, Capture, Made, Task } from './wire.ts';

export type { Capture } from './wire.ts';

/** `path`: the original as a file. `into`: an existing empty folder for the previews. */
export type PictureTask = { path: string; kind: string; into: string };

export type MadeRendition = { path: string; width: number; height: number; bytes: number };
export type Failed = { outcome: 'failed'; fault: MediaFault };
export type Pictured = {
	outcome: 'pictured';
	/** Upright, as a person sees it. */
	width: number;
	height: number;
	/** What EXIF said, 1-8; width, height and the previews are already turned. */
	orientation: number;
	/** From large to small. */
	renditions: MadeRendition[];
	/** ThumbHash, base64. */
	placeholder: string;
	/** 64-bit difference hash, 16 hex digits. */
	likeness: string;
	capture: Capture;
	/** The file is damaged or breaks the rules, and could be shown all the same. */
	remark?: Remark | undefined;
};
export type Kept = { outcome: 'kept'; capture: Capture; remark?: Remark | undefined };
/** `kept`: a kind or a size that we make no picture of. `failed`: the file is damaged, and will stay so. */
export type PictureResult = Pictured | Kept | Failed;
export type HalfResult = { outcome: 'half'; rendition: MadeRendition } | Failed;

/** Rejections are the machine's trouble (disk full, file gone, closing): the task may be asked again later. */
export type Decoders = {
	picture: (task: PictureTask) => Promise<PictureResult>;
	/** The half-size picture for zooming; goes before waiting pictures, since somebody looks on. */
	half: (task: PictureTask) => Promise<HalfResult>;
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
			if (isSuspect) job.task = { ...job.task, facts: false };
			waiting.unshift(job);
		} else if (end.reason === 'unstarted') job.fail(end);
		else if (end.reason === 'memory') settleTooLarge(job);
		else job.settle({ outcome: 'failed', fault: faultAfter[end.reason] });
	}

	/** The picture is given up; what its file says of the moment it was taken is read by the next decoder. */
	function settleTooLarge(job: Job) {
		if (job.task.do !== 'picture') return void job.settle(tooLarge(job.task));
		job.task = { ...job.task, do: 'facts' };
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

	function ask(what: Task['do'], task: PictureTask) {
		if (isClosing) return Promise.reject(new MediaTrouble('CLOSING', 'the decoders are closing'));
		return new Promise<Answer>((settle, fail) => {
			const job = { task: { do: what, facts: true, nowMs: clock?.now(), ...task }, tries: 0, settle, fail };
			if (what === 'half') waiting.unshift(job);
			else waiting.push(job);
			pump();
		});
	}

	return {
		picture: async (task) => pictureResult(await ask('picture', task), task.into),
		half: async (task) => halfResult(await ask('half', task), task.into),
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

// nothing is wrong with it, it only is more than a decoder may hold
const tooLarge = (task: Task): Answer =>
	task.do === 'half'
		? { outcome: 'failed', fault: 'too-much-memory' }
		: { outcome: 'kept', capture: {}, remark: 'too-much-memory' };

const placed = ({ file, ...rest }: Made, into: string): MadeRendition => ({
	path: join(into, file),
	...rest
});

function refuse(answer: Answer): never {
	if (answer.outcome === 'trouble') throw new MediaTrouble(answer.code, answer.message);
	throw new Error(`a decoder answered ${answer.outcome} out of turn`);
}

function pictureResult(answer: Answer, into: string): PictureResult {
	if (answer.outcome === 'failed' || answer.outcome === 'kept') return answer;
	if (answer.outcome !== 'pictured') return refuse(answer);
	return { ...answer, renditions: answer.renditions.map((made) => placed(made, into)) };
}

function halfResult(answer: Answer, into: string): HalfResult {
	if (answer.outcome === 'failed') return answer;
	if (answer.outcome !== 'half') return refuse(answer);
	return { outcome: 'half', rendition: placed(answer.rendition, into) };
}
