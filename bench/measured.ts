import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { flags } from '#tests/support/app/app.ts';

/** What a process used, from start to the moment it was asked. */
export type Usage = { cpuSeconds: number; rssMB: number; peakMB: number };

/** A server of ours in a process of its own, so that what it uses can be told from what the load uses. */
export type Measured = { origin: string; usage: () => Promise<Usage>; close: () => Promise<void> };

/** Starts `entry` with these arguments; it must call `serveMeasured`. */
export async function startMeasured(entry: string, args: string[]): Promise<Measured> {
	const child = fork(entry, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: flags });
	const { port } = await heard<{ port: number }>(child);
	return {
		origin: `http://127.0.0.1:${port}`,
		usage: () => {
			const answer = heard<Usage>(child);
			child.send('usage');
			return answer;
		},
		close: async () => {
			const gone = once(child, 'exit');
			child.kill();
			await gone;
		}
	};
}

async function heard<T>(child: ChildProcess): Promise<T> {
	const [message] = await once(child, 'message');
	return message as T; // both ends are in this folder
}

/** Listens on a free port, and answers to the bench from then on. */
export const serveAlone = (server: Server) =>
	server.listen(0, '127.0.0.1', () => serveMeasured((server.address() as AddressInfo).port));

/** In the measured process: says where it listens, and answers what it uses. */
export function serveMeasured(port: number) {
	let peak = 0;
	const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
	watch.unref();
	process.on('message', () => {
		const { user, system } = process.cpuUsage();
		const rss = process.memoryUsage.rss();
		const peakMB = Math.max(peak, rss) / 1e6;
		peak = rss;
		process.send?.({ cpuSeconds: (user + system) / 1e6, rssMB: rss / 1e6, peakMB });
	});
	process.send?.({ port });
}
