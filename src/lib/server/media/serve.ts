import { readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { faultOf } from './faults.ts';
import type { FilmTools } from './film/tools.ts';
import { closeOtherReaders } from './open.ts';
import { fulfil } from './picture.ts';
import { makeAsides, type Asides } from './film/asides.ts';
import { climb } from './film/ladder.ts';
import { transcode } from './film/transcode.ts';
import { Aside, Task, TOO_MUCH_MEMORY, type Answer } from './wire.ts';

const MEMORY_LIMIT_BYTES = 2 * 1024 ** 3;
const MEMORY_CHECK_MS = 250;

// Linux gives each thread its own niceness, and Node has started some before the first line of ours runs
function giveWay() {
	setPriority(constants.priority.PRIORITY_LOW);
	if (process.platform !== 'linux') return;
	for (const thread of readdirSync('/proc/self/task'))
		setPriority(Number(thread), constants.priority.PRIORITY_LOW);
}

/** The machine's fault, not the file's: the task may be tried again later. */
const machineTroubles = new Set(['ENOENT', 'ENOSPC', 'EDQUOT', 'EACCES', 'EMFILE', 'ENFILE', 'EIO', 'EROFS']);

function troubleOf(error: unknown) {
	if (!(error instanceof Error)) return undefined;
	if ('code' in error && typeof error.code === 'string' && machineTroubles.has(error.code)) return error.code;
	return /^Input file is missing/.test(error.message) ? 'ENOENT' : undefined;
}

async function answer(task: Task, tools: FilmTools | null, asides: Asides): Promise<Answer> {
	try {
		if (task.do === 'ladder') {
			const rungs = tools && (await climb(tools, task, asides.use));
			return rungs ? { outcome: 'laddered', rungs } : { outcome: 'kept', capture: {} };
		}
		if (task.do !== 'transcode') return await fulfil(task, tools);
		const tell = (share: number) => say({ outcome: 'progress', share });
		const done = tools && (await transcode(tools, task, { tell, use: asides.use }));
		return done ? { outcome: 'transcoded', ...done } : { outcome: 'kept', capture: {} };
	} catch (error) {
		// what libraries held when they met the ceiling is not always given back: the next decoder starts afresh
		if (faultOf(error) === 'too-much-memory') return process.exit(TOO_MUCH_MEMORY);
		const code = troubleOf(error);
		return code
			? { outcome: 'trouble', code, message: error instanceof Error ? error.message : code }
			: { outcome: 'failed', fault: faultOf(error) };
	}
}

const say = (words: Answer) => void process.stdout.write(`${JSON.stringify(words)}\n`);

/** The whole life of a decoder: a task a line comes in, an answer a line goes out, the end of input is the end. */
export async function serveTasks(tools: FilmTools | null) {
	giveWay();
	closeOtherReaders();
	// Ctrl-C reaches the whole group of processes: the supervisor decides when a decoder ends
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
	process.stdin.on('end', () => process.exit(0));
	setInterval(() => {
		if (process.memoryUsage.rss() > MEMORY_LIMIT_BYTES) process.exit(TOO_MUCH_MEMORY);
	}, MEMORY_CHECK_MS).unref();
	say({ outcome: 'ready' });
	const asides = makeAsides();
	let turn = Promise.resolve();
	createInterface({ input: process.stdin }).on('line', (line) => {
		const said: unknown = JSON.parse(line);
		if (v.is(Aside, said)) return asides.hear(said);
		const task = v.parse(Task, said);
		turn = turn.then(async () => say(await answer(task, tools, asides)));
	});
}
