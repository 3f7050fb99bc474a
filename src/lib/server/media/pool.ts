import { DecoderEnded, type EndReason, type Hear } from './child.ts';
import type { Limit } from './deadline.ts';
import type { Seat } from './seat.ts';
import { MediaTrouble } from './trouble.ts';
import type { Answer, Capture, Task } from './wire.ts';

/** Decoders that do the same kind of work, and the tasks that wait for one of them. */
export type Pool = {
	/** `isUrgent`: goes before what waits; `hear`: how far it is. Rejections are the machine's trouble. */
	ask: (task: Task, options?: { isUrgent?: boolean; hear?: Hear }) => Promise<Answer>;
	/** Starts the first decoder before there is work; the others come with it. */
	warm: () => void;
	close: () => Promise<void>;
};

type Job = {
	task: Task;
	hear: Hear | undefined;
	tries: number;
	settle: (answer: Answer) => void;
	fail: (error: unknown) => void;
};

/** How often a task is begun before a decoder's end is taken for the file's fault. */
const mostTries: Readonly<Record<EndReason, number>> = {
	deadline: 2,
	crashed: 3,
	killed: 6,
	memory: 1,
	unstarted: 5
};
const faultAfter = { deadline: 'timeout', crashed: 'crashed', killed: 'crashed' } as const;

const CLOSING_MS = 3_000;
const closing = () => new MediaTrouble('CLOSING', 'the decoders are closing');

/** `busy` is told when the first task begins and when the last one ended. */
export function makePool(seats: Seat[], limit: Limit, busy?: (isBusy: boolean) => void): Pool {
	const idle = [...seats];
	const waiting: Job[] = [];
	const running = new Set<Promise<void>>();
	let isClosing = false;

	async function attempt(seat: Seat, job: Job) {
		try {
			job.settle(await seat.child().run(job.task, limit, job.hear));
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
				if (!running.size) busy?.(false);
			});
			running.add(attempted);
			if (running.size === 1) busy?.(true);
		}
	}

	return {
		warm: () => void idle.at(-1)?.child(),
		ask(task, { isUrgent = false, hear } = {}) {
			if (isClosing) return Promise.reject(closing());
			return new Promise<Answer>((settle, fail) => {
				const job: Job = { task, hear, tries: 0, settle, fail };
				if (isUrgent) waiting.unshift(job);
				else waiting.push(job);
				pump();
			});
		},
		async close() {
			isClosing = true;
			for (const job of waiting.splice(0)) job.fail(closing());
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
