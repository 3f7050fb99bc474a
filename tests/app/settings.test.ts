import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '#tests/support/app/app.ts';
import { processesWith } from '#tests/support/app/processes.ts';

// A wrong setting is seen by whoever starts the server, not by the first client who gets no mail.
test('the server ends at once with what is wrong and no stack', async () => {
	const started = startApp({ MAIL_FROM: 'Studio Müller', STORAGE: 'dsik', GRACE_SECONDS: '-5' });
	await expect(started).rejects.toThrow(
		/^The app ended with 1:\nThese settings are wrong[^]*STORAGE: [^]*MAIL_FROM: [^]*GRACE_SECONDS: /
	);
	await started.catch((error: Error) => expect(error.message).not.toContain('    at '));
});

test('so does one whose address is not of this machine, and its worker goes with it', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-settings-'));
	onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
	await expect(startApp({ HOST: '192.0.2.1', DATA_DIR: dataDir })).rejects.toThrow(
		/^The app ended with 1:\n192\.0\.2\.1 is no address of this machine\.[^\n]*\n?$/
	);
	// the worker may have been told to go before it listened
	await expect.poll(() => processesWith(`DATA_DIR=${dataDir}`), { timeout: 40_000 }).toEqual([]);
});
