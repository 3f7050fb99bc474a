// Development: the same server as in production, rebuilt and restarted when a source changes.
import { spawn } from 'node:child_process';

const children = [
	spawn('vite', ['build', '--watch', '--logLevel', 'warn'], { stdio: 'inherit' }),
	spawn('node', ['--watch-path=build/server', 'build/server/web.js', ...process.argv.slice(2)], {
		stdio: 'inherit'
	})
];
for (const child of children) child.on('exit', (code) => process.exit(code ?? 0));
process.on('SIGINT', () => children.forEach((child) => child.kill('SIGINT')));
