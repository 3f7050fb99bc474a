// Loaded into the built app before anything else of it: answers its longest turn of the event loop and its memory since asked last.
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 1;

export type Turns = { 'ms turn': number; 'MB peak': number };

const port = Number(process.env['BENCH_TURNS_PORT']);
if (port) {
	const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	delay.enable();
	let peak = 0;
	setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 10).unref();
	const server = createServer((_req, res) => {
		const turns: Turns = {
			'ms turn': delay.max / 1e6 - RESOLUTION_MS,
			'MB peak': Math.max(peak, process.memoryUsage.rss()) / 1e6
		};
		peak = 0;
		res.end(JSON.stringify(turns), () => delay.reset());
	});
	server.listen(port, '127.0.0.1').unref();
}
