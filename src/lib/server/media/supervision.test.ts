import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { eventually } from '#tests/support/cast/eventually.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { startDecoders, type DecodersOptions } from './decoders.ts';
import { ingestTask, renderTask } from './tasks.ts';

const entry = join(import.meta.dirname, '../../../decoder.ts');

const root = mkdtempSync(join(tmpdir(), 'supervision-'));
afterAll(() => rmSync(root, { recursive: true }));

function start(options: Partial<DecodersOptions> = {}) {
	const decoders = startDecoders({ entry, count: 1, ...options });
	onTestFinished(() => decoders.close());
	return decoders;
}

const children = () =>
	readdirSync('/proc/self/task')
		.flatMap((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'utf8').trim().split(' '))
		.filter(Boolean)
		.map(Number);

async function task() {
	const into = await mkdtemp(join(root, 'task-'));
	await writeFile(join(into, 'original'), await picture());
	return { path: join(into, 'original'), kind: 'jpeg', into };
}

/** A decoder of another kind: says that it is ready, then does this with each line. */
function decoderThat(does: string) {
	const path = join(mkdtempSync(join(root, 'entry-')), 'decoder.mjs');
	writeFileSync(
		path,
		`import { createInterface } from 'node:readline';
		import { existsSync, writeFileSync } from 'node:fs';
		const say = (words) => process.stdout.write(JSON.stringify(words) + '\\n');
		say({ outcome: 'ready' });
		createInterface({ input: process.stdin }).on('line', (line) => { const task = JSON.parse(line); ${does} });`
	);
	return path;
}
const kept = `say({ outcome: 'kept', capture: { make: task.learn.join() } })`;
/** Does something the first time that a task is seen, and answers the second time. */
const once = (does: string) =>
	decoderThat(
		`if (task.do === 'probe') say({ outcome: 'probed', capture: {} });
		else if (existsSync(task.into + '/seen')) ${kept}; else { writeFileSync(task.into + '/seen', ''); ${does} }`
	);

describe.skipIf(process.platform !== 'linux')('a decoder', () => {
	test('runs at nice 19 with every thread, and with nothing in its environment', async () => {
		const decoders = start();
		await decoders.run(ingestTask(await task()));
		const [pid = 0] = children();
		expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toBe('');
		const threads = readdirSync(`/proc/${pid}/task`).map((thread) => getPriority(Number(thread)));
		expect(new Set(threads)).toEqual(new Set([19]));
	});

	test('that is killed is replaced, and its task is done by the next one', async () => {
		const decoders = start();
		await decoders.run(ingestTask(await task()));
		const long = decoders.run(ingestTask(await task()));
		const [pid = 0] = children();
		process.kill(pid, 'SIGKILL');
		expect((await long).outcome).toBe('pictured');
		expect(children()).toHaveLength(1);
		expect(children()).not.toContain(pid);
	});

	test('that is killed while idle is replaced within two seconds', async () => {
		const decoders = start();
		await decoders.run(ingestTask(await task()));
		const [pid = 0] = children();
		process.kill(pid, 'SIGKILL');
		await eventually(() => expect(children().filter((child) => child !== pid)).toHaveLength(1));
	});

	test('ends when its supervisor is gone', async () => {
		const supervisor = join(root, 'supervisor.ts');
		writeFileSync(
			supervisor,
			`import { startDecoders } from '${join(import.meta.dirname, 'decoders.ts')}';
			startDecoders({ entry: '${entry}', count: 1 });
			setInterval(() => undefined, 1000);`
		);
		const parent = spawn(process.execPath, [supervisor], { stdio: 'ignore' });
		const ofParent = () => readFileSync(`/proc/${parent.pid}/task/${parent.pid}/children`, 'utf8').trim();
		await eventually(() => expect(ofParent()).not.toBe(''));
		const pid = ofParent();
		process.kill(parent.pid ?? 0, 'SIGKILL');
		await eventually(() => expect(() => readFileSync(`/proc/${pid}/environ`)).toThrow());
	});
});

describe('a file that ends its decoder', () => {
	test('is tried again without its metadata, and served', async () => {
		const decoders = start({ entry: once('process.abort()') });
		expect(await decoders.run(ingestTask(await task()))).toEqual({
			outcome: 'kept',
			capture: { make: 'fingerprints' }
		});
	});

	test('is given up after three tries, and the next file is served', async () => {
		const decoders = start({ entry: decoderThat(`if (task.kind === 'psd') process.abort(); else ${kept}`) });
		const [bad, good] = [
			decoders.run(ingestTask({ ...(await task()), kind: 'psd' })),
			decoders.run(ingestTask(await task()))
		];
		expect(await bad).toEqual({ outcome: 'failed', fault: 'crashed' });
		expect((await good).outcome).toBe('kept');
	});

	test('takes too long: killed at the deadline, twice', async () => {
		const decoders = start({ entry: decoderThat('setInterval(() => undefined, 1000)'), deadlineMs: 300 });
		expect(await decoders.run(ingestTask(await task()))).toEqual({ outcome: 'failed', fault: 'timeout' });
	});

	test.runIf(process.platform === 'linux')(
		'is counted by the work of its decoder: killed for that, and not for having waited',
		async () => {
			const busy = start({ entry: decoderThat('for (;;);'), cpuMs: 300 });
			expect(await busy.run(ingestTask(await task()))).toEqual({ outcome: 'failed', fault: 'timeout' });
			const waits = `setTimeout(() => { ${kept} }, 2500)`;
			const patient = start({ entry: decoderThat(waits.replace(/;\)/, ')')), cpuMs: 1000 });
			expect((await patient.run(ingestTask(await task()))).outcome).toBe('kept');
		}
	);

	test('needs too much memory', async () => {
		const decoders = start({ entry: decoderThat('process.exit(77)') });
		expect(await decoders.run(ingestTask(await task()))).toEqual({
			outcome: 'kept',
			capture: {},
			remark: 'too-much-memory'
		});
		expect(await decoders.run(renderTask(await task(), 'half'))).toMatchObject({ outcome: 'kept' });
	});

	test('needs too much memory: what it says of its exposure is read all the same', async () => {
		const says = `say({ outcome: 'probed', capture: { make: task.do } })`;
		const decoders = start({
			entry: decoderThat(`if (task.do === 'picture') process.exit(77); else ${says}`)
		});
		expect(await decoders.run(ingestTask(await task()))).toEqual({
			outcome: 'kept',
			capture: { make: 'probe' },
			remark: 'too-much-memory'
		});
	});

	test.each([
		['memory', 'GLib-ERROR **: ../glib/gmem.c:139: failed to allocate 1152000 bytes'],
		['memory', "terminate called after throwing an instance of 'std::bad_alloc'"],
		['memory', 'FATAL ERROR: Zone Allocation failed - process out of memory'],
		['memory', 'node: Cannot allocate memory'],
		// only metadata fill the heap: they are left out, the picture is tried again
		['crashed', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
		['crashed', 'double free or corruption (out)']
	] as const)('a decoder ended by %s: "%s"', async (reason, words) => {
		const ends: object[] = [];
		const falls = `process.stderr.write(${JSON.stringify(words)}, () => process.abort())`;
		const decoders = start({ entry: once(falls), log: { warn: (about) => void ends.push(about) } });
		await decoders.run(ingestTask(await task()));
		expect(ends).toEqual([{ reason }]);
	});

	const madeOf = (...recipes: string[]) => {
		const made = recipes.map((recipe) => ({ recipe, width: 1, height: 1, bytes: 1 }));
		const facts = { width: 1, height: 1, orientation: 1, capture: {} };
		return decoderThat(`say(${JSON.stringify({ outcome: 'pictured', ...facts, made })})`);
	};

	test.each(['../../secret', 'unheard-of', 'constructor'])(
		'makes it talk of the recipe %j: it is not believed',
		async (recipe) => {
			const decoders = start({ entry: madeOf(recipe) });
			const asked = decoders.run(renderTask(await task(), 'half'));
			expect(await asked).toEqual({ outcome: 'failed', fault: 'crashed' });
		}
	);

	test.each([[['large']], [['half', 'large']], [['half', 'half']]])(
		'makes it answer %j where half was asked for: nothing of that is taken',
		async (recipes) => {
			const decoders = start({ entry: madeOf(...recipes) });
			await expect(decoders.run(renderTask(await task(), 'half'))).rejects.toThrow(/not asked for/);
		}
	);
});

test('a decoder that is killed from outside again and again is no fault of the file', async () => {
	const kill = `process.kill(process.pid, 'SIGKILL')`;
	const counted = `const n = ['a', 'b', 'c', 'd'].find((mark) => !existsSync(task.into + mark));
		if (n) { writeFileSync(task.into + n, ''); ${kill} } else ${kept}`;
	const decoders = start({ entry: decoderThat(counted) });
	expect(await decoders.run(ingestTask(await task()))).toEqual({
		outcome: 'kept',
		capture: { make: 'capture,fingerprints' }
	});
});

test('decoders that cannot start are the trouble of the machine', async () => {
	const decoders = start({ entry: join(root, 'nowhere.mjs') });
	await expect(decoders.run(ingestTask(await task()))).rejects.toThrow(/unstarted/);
});

test('a picture for zooming goes before waiting ones', async () => {
	const decoders = start({ entry: decoderThat(kept) });
	const order: string[] = [];
	const note = (what: string) => () => void order.push(what);
	const tasks = await Promise.all([task(), task(), task(), task()]);
	const [first, second, third, zoomed] = tasks;
	if (!first || !second || !third || !zoomed) throw new Error('four tasks');
	await Promise.all([
		...[first, second, third].map((one) => decoders.run(ingestTask(one)).then(note('picture'))),
		decoders.run(renderTask(zoomed, 'half')).then(note('half'))
	]);
	expect(order).toEqual(['picture', 'half', 'picture', 'picture']);
});

test('closing lets the running task finish, refuses the waiting ones and leaves no process', async () => {
	const decoders = startDecoders({ entry: decoderThat(kept), count: 1 });
	const [first, second] = [await task(), await task()];
	const running = decoders.run(ingestTask(first));
	const waiting = decoders.run(ingestTask(second));
	const refused = expect(waiting).rejects.toThrow(/closing/);
	await decoders.close();
	await refused;
	expect((await running).outcome).toBe('kept');
	await expect(decoders.run(ingestTask(await task()))).rejects.toThrow(/closing/);
	if (process.platform === 'linux') expect(children()).toEqual([]);
});
