import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aGallery } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { startInbox } from '#tests/support/mail/smtp.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { doctorOf, type Surroundings } from './doctor.ts';

let test: TestContext;
beforeEach(async () => {
	test = await makeContext();
	const { id } = await aGallery(test.ctx);
	await aStoredFile(test.ctx, id);
});
afterEach(() => test.close());

/** What ffmpeg has to be built with. */
const CAN = '" libx264 zscale tonemap "';

/** A folder with programs that say their version. */
function programs(...names: string[]) {
	const dir = mkdtempSync(join(tmpdir(), 'proofsheet-bin-'));
	for (const name of names) {
		writeFileSync(join(dir, name), `#!/bin/sh\necho ${name} 1.2\necho ${CAN}\n`);
		chmodSync(join(dir, name), 0o755);
	}
	return dir;
}

async function visit(settings: Record<string, string> = {}, surroundings: Surroundings = {}) {
	const lines: string[] = [];
	const raw = { DATA_DIR: test.dir, ORIGIN: 'https://proofs.test', ...settings };
	const usual = {
		now: test.clock.now(),
		path: programs('ffmpeg', 'ffprobe', 'exiftool'),
		freeBytes: async () => 5e10
	};
	const isWell = await doctorOf(raw, (line) => void lines.push(line), { ...usual, ...surroundings });
	const about = (name: string) => lines.find((line) => line.split(/\s+/)[1] === name) ?? '';
	return { isWell, lines, about };
}

describe('the doctor', () => {
	it('has one line for each thing, and nothing to complain about', async () => {
		const { isWell, lines } = await visit();
		expect(isWell).toBe(true);
		expect(lines.map((line) => line.split(/\s+/).slice(0, 2).join(' '))).toEqual([
			'ok database',
			'ok secret',
			'ok storage',
			'ok files',
			'- mail',
			'ok ffmpeg',
			'ok exiftool',
			'ok disk',
			'ok clock',
			'ok origin'
		]);
		expect(lines.join('\n')).not.toMatch(/doctor\.|\{\{/);
	});

	it('is content before the first start', async () => {
		const { isWell, about } = await visit({ DATA_DIR: join(test.dir, 'not', 'yet') });
		expect(isWell).toBe(true);
		expect(about('database')).toContain('first start');
	});

	it('sees a damaged database', async () => {
		await test.ctx.db.close();
		const path = join(test.dir, 'proofsheet.db');
		const bytes = readFileSync(path);
		bytes.fill(0x5a, 4096 * 2, 4096 * 12);
		writeFileSync(path, bytes);
		const { isWell, about } = await visit();
		expect(isWell).toBe(false);
		expect(about('database')).toMatch(/^MISSING/);
		// what cannot be asked is not blamed on others
		expect(about('secret')).toMatch(/^ok/);
		expect(about('storage')).toMatch(/^ok/);
		expect(about('clock')).toMatch(/^ok/);
		test = await makeContext();
	});

	it('sees a secret that is gone, broken, or open to others', async () => {
		const path = join(test.dir, 'secret');
		chmodSync(path, 0o644);
		expect((await visit()).about('secret')).toMatch(/^MISSING .*chmod 600/);
		writeFileSync(path, 'short');
		expect((await visit()).about('secret')).toMatch(/^MISSING/);
		rmSync(path);
		const { isWell, about } = await visit();
		expect(about('secret')).toMatch(/^MISSING/);
		expect(isWell).toBe(false);
	});

	it('sees a storage that takes nothing', async () => {
		rmSync(join(test.dir, 'tmp'), { recursive: true });
		const { isWell, about } = await visit();
		expect(about('storage')).toMatch(/^MISSING/);
		expect(isWell).toBe(false);
		mkdirSync(join(test.dir, 'tmp'));
		expect((await visit({ STORAGE: 's3://no-such', S3_ENDPOINT: 'http://127.0.0.1:1' })).isWell).toBe(false);
	});

	it('sees a mail server that answers, and one that is gone, without telling its password', async () => {
		const inbox = await startInbox();
		const there = await visit({ SMTP_URL: inbox.url });
		expect(there.about('mail')).toMatch(/^ok/);
		await inbox.close();
		const gone = await visit({ SMTP_URL: inbox.url.replace('smtp://', 'smtp://user:hush@') });
		expect(gone.about('mail')).toMatch(/^MISSING/);
		expect(gone.isWell).toBe(false);
		expect(gone.lines.join('\n')).not.toContain('hush');
	});

	it('says whom mails come from, and that a sender of this machine alone is refused elsewhere', async () => {
		const inbox = await startInbox();
		expect((await visit({ SMTP_URL: inbox.url })).about('sender')).toMatch(/^warning .*MAIL_FROM/);
		const named = await visit({ SMTP_URL: inbox.url, MAIL_FROM: 'Studio Müller <hello@studio.test>' });
		expect(named.about('sender')).toMatch(/^ok .*Studio Müller <hello@studio\.test>$/);
		await inbox.close();
	});

	it('has a line for each setting that is wrong', async () => {
		const { isWell, lines } = await visit({ MAIL_FROM: 'Studio Müller', STORAGE: 'dsik' });
		expect(isWell).toBe(false);
		expect(lines).toEqual([
			expect.stringMatching(/^MISSING {2}setting {3}STORAGE: .*“dsik”/),
			expect.stringMatching(/^MISSING {2}setting {3}MAIL_FROM: .*@/),
			expect.stringMatching(/^- +setting /)
		]);
	});

	it('says what becomes of films: without ffmpeg, and where the setting names none', async () => {
		const none = await visit({}, { path: programs('ffmpeg') });
		expect(none.about('ffmpeg')).toMatch(/^- .*cannot be played/);
		expect(none.isWell).toBe(true);
		const wrong = await visit({ FFMPEG_PATH: join(programs('ffmpeg'), 'ffmpeg') });
		expect(wrong.about('ffmpeg')).toMatch(/^MISSING .*FFMPEG_PATH/);
		expect(wrong.isWell).toBe(false);
		const given = join(programs('ffmpeg', 'ffprobe'), 'ffmpeg');
		expect((await visit({ FFMPEG_PATH: given }, { path: '' })).about('ffmpeg')).toMatch(/^ok /);
	});

	it('names programs that are not there, which nothing needs', async () => {
		const { isWell, about } = await visit({}, { path: programs('ffmpeg') });
		expect(about('exiftool')).toMatch(/^- /);
		expect(isWell).toBe(true);
	});

	it.each([
		[1e9, 'warning', true],
		[1e8, 'MISSING', false]
	])('sees a disk with %d bytes left', async (bytes, sign, well) => {
		const { isWell, about } = await visit({}, { freeBytes: async () => bytes });
		expect(about('disk').startsWith(sign)).toBe(true);
		expect(isWell).toBe(well);
	});

	it('sees a clock behind what was already written', async () => {
		const { isWell, about } = await visit({}, { now: test.clock.now() - 86_400_000 });
		expect(about('clock')).toMatch(/^MISSING/);
		expect(isWell).toBe(false);
		expect((await visit({}, { now: 0 })).isWell).toBe(false);
	});

	it.each([
		['http://proofs.test', 'warning'],
		['http://localhost:3000', '-'],
		['https://proofs.test', 'ok']
	])('looks at the address %s', async (ORIGIN, sign) => {
		const { isWell, about } = await visit({ ORIGIN });
		expect(about('origin').startsWith(sign)).toBe(true);
		expect(isWell).toBe(true);
	});
});
