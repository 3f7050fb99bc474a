import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { watchDeadline, type Limit } from './deadline.ts';
import { Answer, TOO_MUCH_MEMORY, type Aside, type Task } from './wire.ts';

/** How a decoder came to its end; `unstarted`: before it could take a task. */
export type EndReason = 'deadline' | 'killed' | 'crashed' | 'memory' | 'unstarted';

export class DecoderEnded extends Error {
	/** As Node names trouble: whoever gets this may ask again later. */
	readonly code = 'DECODER';
	readonly reason: EndReason;
	constructor(reason: EndReason, lastWords: string) {
		super(`decoder ended: ${reason}. ${lastWords}`.trim());
		this.reason = reason;
	}
}

export type Child = {
	/** One task at a time; rejects with DecoderEnded when the process ends first. */
	run: (task: Task, limit: Limit, hear?: Hear) => Promise<Answer>;
	/** Said to whatever it does. */
	say: (words: Aside) => void;
	/** Resolves with the reason when the process has gone. */
	gone: Promise<DecoderEnded>;
	kill: () => void;
};

const HEAP_MB = 192;
const LAST_WORDS = 600;

/** How much a decoder may ask the kernel for, some 630 MiB of which Node has asked for before the first picture. */
export const MEMORY_CEILING_BYTES = 2 * 1024 ** 3;

/**
 * Whoever meets the ceiling outside of libvips (GLib, C++, V8's machinery) ends the process with such words. V8's own heap
 * is another matter: only metadata fills it, and the next try leaves them alone.
 */
const OUT_OF_MEMORY = /(?<!heap )out of memory|failed to allocate|bad_alloc|cannot allocate/i;

const SHELL = '/bin/sh';
const ENV = '/usr/bin/env';
const hasCeiling = process.platform === 'linux' && [SHELL, ENV].every((path) => existsSync(path));

export type Beginning = { entry: string; args: readonly string[]; ceilingBytes: number };

/**
 * The kernel keeps the ceiling, since a large frame is there between two looks at a clock. The shell sets it and becomes
 * Node, so the process id stays; `env -i` takes away what some shells put into the environment.
 */
function commandFor({ entry, args, ceilingBytes }: Beginning): [string, string[]] {
	const node = [process.execPath, `--max-old-space-size=${HEAP_MB}`, entry, ...args];
	if (!hasCeiling) return [process.execPath, node.slice(1)];
	// where the machine's own limit is lower, that one stays
	const script = `ulimit -d ${Math.floor(ceilingBytes / 1024)} 2>/dev/null; exec "$0" -i "$@"`;
	return [SHELL, ['-c', script, ENV, ...node]];
}

/** How far a long task is, from 0 to 1. */
export type Hear = (share: number) => void;
type Waiting = {
	hear: Hear | undefined;
	settle: (answer: Answer) => void;
	fail: (error: DecoderEnded) => void;
};

/** Starts one decoder with nothing of ours in its environment. Whatever it starts ends with it, since they are one group. */
export function startChild(beginning: Beginning): Child {
	const options = { env: {}, stdio: 'pipe', detached: true } as const;
	const decoder = spawn(...commandFor(beginning), options);
	const kill = () => killGroup(decoder.pid);
	let waiting: Waiting | undefined;
	let end: DecoderEnded | undefined;
	let isReady = false;
	let isLate = false;
	let lastWords = '';
	decoder.stderr.on('data', (words: Buffer) => (lastWords = (lastWords + words).slice(-LAST_WORDS)));
	// a write to a process that has just died fails here; its end is told by 'close'
	decoder.stdin.on('error', () => undefined);

	createInterface({ input: decoder.stdout }).on('line', (line) => {
		const answer = v.safeParse(Answer, readJson(line));
		if (!answer.success) return kill();
		if (answer.output.outcome === 'ready') return void (isReady = true);
		if (answer.output.outcome === 'progress') return waiting?.hear?.(answer.output.share);
		waiting?.settle(answer.output);
		waiting = undefined;
	});

	const reasonOf = (code: number | null, signal: NodeJS.Signals | null): EndReason => {
		if (isLate) return 'deadline';
		if (!isReady) return 'unstarted';
		if (code === TOO_MUCH_MEMORY || OUT_OF_MEMORY.test(lastWords)) return 'memory';
		return signal === 'SIGKILL' ? 'killed' : 'crashed';
	};
	const gone = new Promise<DecoderEnded>((resolve) => {
		const finish = (code: number | null, signal: NodeJS.Signals | null) => {
			end = new DecoderEnded(reasonOf(code, signal), lastWords);
			waiting?.fail(end);
			resolve(end);
		};
		decoder.once('exit', kill);
		decoder.once('close', finish);
		decoder.once('error', () => finish(null, null));
	});

	const say = (words: Task | Aside) => void decoder.stdin.write(`${JSON.stringify(words)}\n`);

	function run(task: Task, limit: Limit, hear?: Hear) {
		if (end) return Promise.reject(end);
		lastWords = '';
		const stop = watchDeadline(decoder.pid, limit, () => {
			isLate = true;
			kill();
		});
		return new Promise<Answer>((settle, fail) => {
			waiting = { hear, settle, fail };
			say(task);
		}).finally(stop);
	}
	return { run, say, gone, kill };
}

function killGroup(pid: number | undefined) {
	if (pid === undefined) return;
	try {
		process.kill(-pid, 'SIGKILL');
	} catch {
		// nobody is left in it
	}
}

function readJson(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}
