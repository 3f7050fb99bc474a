// `npm run bench`: every measurement, each with its own bare reference of the same run. Loopback only, bounded.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

let failed = false;
for (const name of ['archive', 'renditions', 'marks']) {
	console.log(`\n== ${name}`);
	const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
	const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit', timeout: 300_000 });
	failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
