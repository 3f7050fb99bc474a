import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Measured } from './measured.ts';
import { isQuick, type Sample } from './report.ts';

export const CONNECTIONS = 50;
const SECONDS = isQuick ? 2 : 5;

/**
 * Asks for these paths from fifty connections as fast as answers come; anything but 2xx ends the measurement.
 * The load is wrk's: a generator in JavaScript would be slower than what it measures.
 */
export async function hammer(
	server: Measured,
	paths: string[],
	headers: Record<string, string> = {}
): Promise<Sample> {
	const before = await server.usage();
	const load = await wrk(server.origin, paths, headers);
	const after = await server.usage();
	return {
		'req/s': load.requests / load.seconds,
		'ms p50': load.p50 / 1000,
		'ms p99': load.p99 / 1000,
		'µs CPU': ((after.cpuSeconds - before.cpuSeconds) / load.requests) * 1e6,
		'MB growth': after.peakMB - before.rssMB
	};
}

/** What wrk counted; latencies in microseconds. */
type Load = { requests: number; seconds: number; failed: number; p50: number; p99: number };

async function wrk(origin: string, paths: string[], headers: Record<string, string>): Promise<Load> {
	const dir = mkdtempSync(join(tmpdir(), 'proofsheet-load-'));
	try {
		const script = join(dir, 'load.lua');
		writeFileSync(script, scriptOf(paths, headers));
		const args = ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '-s', script, origin];
		const { stdout } = await promisify(execFile)('wrk', args).catch((error: Error & { code?: unknown }) => {
			throw error.code === 'ENOENT' ? new Error('wrk is missing, and could not be installed') : error;
		});
		const load = JSON.parse(stdout.slice(stdout.lastIndexOf('\n{'))) as Load; // written by our script
		if (load.failed > 0) throw new Error(`${load.failed} requests were refused or failed`);
		return load;
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}

/** Paths one after another; at the end one line of JSON. JSON's strings are Lua's, as long as they are plain. */
function scriptOf(paths: string[], headers: Record<string, string>): string {
	const table = Object.entries(headers).map(
		([name, value]) => `[${JSON.stringify(name)}]=${JSON.stringify(value)}`
	);
	return `
local paths = {${paths.map((path) => JSON.stringify(path)).join(',')}}
local at = 0
wrk.headers = {${table.join(',')}}
request = function()
	at = at % #paths + 1
	return wrk.format("GET", paths[at])
end
done = function(summary, latency)
	local failed = summary.errors
	io.write(string.format('\\n{"requests":%d,"seconds":%f,"failed":%d,"p50":%d,"p99":%d}',
		summary.requests, summary.duration / 1e6,
		failed.connect + failed.read + failed.write + failed.status + failed.timeout,
		latency:percentile(50), latency:percentile(99)))
end
`;
}
