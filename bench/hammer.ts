import autocannon from 'autocannon';
import type { Measured } from './measured.ts';
import { isQuick, type Sample } from './report.ts';

export const CONNECTIONS = 50;
const SECONDS = isQuick ? 1 : 3;

/** Asks for these paths from fifty connections as fast as answers come; anything but 2xx ends the measurement. */
export async function hammer(
	server: Measured,
	paths: string[],
	headers: Record<string, string> = {}
): Promise<Sample> {
	const before = await server.usage();
	const load = await autocannon({
		url: server.origin,
		connections: CONNECTIONS,
		duration: SECONDS,
		headers,
		requests: paths.map((path) => ({ method: 'GET', path }))
	});
	const after = await server.usage();
	if (load.non2xx + load.errors > 0) throw new Error(`${load.non2xx} refused, ${load.errors} failed`);
	return {
		'req/s': load.requests.average,
		'ms p50': load.latency.p50,
		'ms p99': load.latency.p99,
		'µs CPU': ((after.cpuSeconds - before.cpuSeconds) / load.requests.total) * 1e6,
		'MB growth': after.peakMB - before.rssMB
	};
}
