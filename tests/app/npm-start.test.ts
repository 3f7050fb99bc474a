import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { freePort } from '#tests/support/app/app.ts';

// A service manager or a container knows the pid of npm only.
test('SIGTERM to npm start ends the app, not npm alone', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-app-'));
	const origin = `http://localhost:${await freePort()}`;
	const npm = spawn('npm', ['start'], {
		env: { ...process.env, ORIGIN: origin, PORT: new URL(origin).port, HOST: '127.0.0.1', DATA_DIR: dataDir },
		stdio: ['ignore', 'pipe', 'inherit'],
		// a group of its own, so that the test leaves nothing behind whatever happens
		detached: true
	});
	const gone = once(npm, 'exit');
	try {
		for await (const line of createInterface({ input: npm.stdout })) if (/listens on/.test(line)) break;
		expect((await fetch(`${origin}/healthz`)).status).toBe(200);
		npm.kill('SIGTERM');
		await gone;
		await expect(fetch(`${origin}/healthz`)).rejects.toThrow('fetch failed');
	} finally {
		end(-(npm.pid ?? 0));
		rmSync(dataDir, { recursive: true, force: true });
	}
});

function end(group: number) {
	try {
		process.kill(group, 'SIGKILL');
	} catch {
		// nobody is left in it
	}
}
