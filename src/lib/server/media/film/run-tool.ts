import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Unpicturable } from '../faults.ts';

/** The most that one run may do; the kernel keeps both. */
export type Bounds = {
	cpuSeconds: number;
	/** Of any file that it writes. */
	fileBytes: number;
	/** Of what it says on its standard output. */
	saidBytes?: number;
	/** Gets what it says, which is not kept then. */
	heard?: (words: string) => void;
	use?: ToolsUse;
};

/** Told of what runs, so that it can be made to wait. */
export type ToolsUse = (child: Pick<ChildProcess, 'kill'>) => void;

export type Said = { isWell: boolean; out: Buffer; complaints: string };

const SAID_BYTES = 1 << 20;
const COMPLAINTS = 4000;
const SETPRIV = '/usr/bin/setpriv';

const running = new Set<ChildProcess>();
// what was begun here ends with this process; a decoder that is killed takes its group along (child.ts)
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * Runs ffmpeg or ffprobe with fixed arguments, nothing in its environment and no input. Throws Unpicturable where it did
 * more than it may.
 */
export function runTool(
	program: string,
	args: readonly string[],
	{ cpuSeconds, fileBytes, saidBytes = SAID_BYTES, heard, use }: Bounds
): Promise<Said> {
	// the kernel counts files in blocks of 512 bytes; where it can, it ends this with the decoder that asked, however that ends
	const limits = `ulimit -t ${Math.ceil(cpuSeconds)}; ulimit -f ${Math.ceil(fileBytes / 512)}`;
	const bound = existsSync(SETPRIV) ? `${SETPRIV} --pdeathsig KILL -- "$0" "$@"` : '"$0" "$@"';
	const child = spawn('/bin/sh', ['-c', `${limits}; exec ${bound}`, program, ...args], {
		env: {},
		stdio: ['ignore', 'pipe', 'pipe']
	});
	running.add(child);
	use?.(child);
	const chunks: Buffer[] = [];
	let bytes = 0;
	let complaints = '';
	child.stderr.on('data', (words: Buffer) => (complaints = (complaints + words).slice(-COMPLAINTS)));
	child.stdout.on('data', (chunk: Buffer) => {
		if (heard) return heard(chunk.toString('latin1'));
		bytes += chunk.length;
		if (bytes > saidBytes) child.kill('SIGKILL');
		else chunks.push(chunk);
	});
	return new Promise((resolve, reject) => {
		child.once('error', reject);
		child.once('close', (code, signal) => {
			running.delete(child);
			if (bytes > saidBytes) return reject(new Unpicturable('unreadable'));
			const end = signal ?? (code !== null && code > 128 ? code : null);
			if (end !== null && OUT_OF_TIME.has(end)) return reject(new Unpicturable('timeout'));
			resolve({ isWell: code === 0, out: Buffer.concat(chunks), complaints });
		});
	});
}

/** The kernel's SIGXCPU and, a second later, SIGKILL; as a shell tells them too. */
const OUT_OF_TIME: ReadonlySet<string | number> = new Set(['SIGXCPU', 'SIGKILL', 152, 137]);
