import fc from 'fast-check';
import { eq, notInArray } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aGallery, ann } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { cleanFileName } from '#lib/domain/naming/clean-file-name.ts';
import { sendFiles } from '../deliveries/index.ts';
import { gallery, mail } from '../db/schema.ts';
import { escapeHtml } from '../mail/layout.ts';
import { renderMail } from './index.ts';

// Names of files and galleries in a mail: words, never markup, headers, templates or further lines.

let app: TestContext;
beforeEach(async () => void (app = await makeContext()));
afterEach(() => app.close());

const NASTY = [
	'<img src=x onerror=1>.jpg',
	'"><script>alert(1)</script>.jpg',
	'{{studio}} $t(mail:delivery.foot).jpg',
	'a\u202Egpj.exe',
	'__proto__',
	'constructor',
	"=cmd|' /C calc'!A0.jpg",
	'&amp;lt;b&gt;.jpg',
	'%0d%0aBcc: evil@evil.test.jpg'
];
const name = fc.oneof(
	fc.constantFrom(...NASTY),
	fc.string({
		unit: fc.constantFrom(...'<>&"\'{}$ ()%=:;,.-_aB', '\u202E', 'é', '😀', '\ud800'),
		maxLength: 30
	})
);
const title = fc.oneof(
	name,
	fc.constantFrom('Autumn\r\nBcc: evil@evil.test', 'x\u2028y', '$t(client:welcome)')
);

/** As a browser shows it. */
const shown = (html: string) =>
	html
		.replace(/<[^>]*>/g, '\n')
		.replace(
			/&(amp|lt|gt|quot|#39);/g,
			(entity) => ({ '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" })[entity] ?? ''
		);

test('any name is read in the mail as it is, and does nothing there', async () => {
	const { ctx } = app;
	const photographer = await ann(ctx);
	const here = await aGallery(ctx);
	const run = async (names: string[], heading: string) => {
		const clean = names.flatMap((raw) => {
			const made = cleanFileName(raw);
			return made.ok ? [made.name] : [];
		});
		if (!clean.length) return;
		await ctx.db.transaction(
			async (tx) =>
				void (await tx.update(gallery).set({ title: heading }).where(eq(gallery.id, here.id)).run())
		);
		const fileIds = [];
		for (const each of clean)
			fileIds.push((await aStoredFile(ctx, here.id, { name: each, bytes: Buffer.from('x') })).id);
		const before = (await ctx.db.read.select({ id: mail.id }).from(mail).all()).map(({ id }) => id);
		await sendFiles(ctx, photographer, here.id, { fileIds, to: ['eva@client.test'], message: '' });
		const row = await ctx.db.read.select().from(mail).where(notInArray(mail.id, before)).get();
		const letter = await renderMail(ctx, photographer, row?.id ?? '');
		expect(letter?.subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
		const listed = [...(letter?.text ?? '').matchAll(/^- (.*)$/gm)].map(([, line]) => line);
		expect(listed).toHaveLength(clean.length);
		for (const each of listed) {
			expect(letter?.html).toContain(`<li>${escapeHtml(each ?? '')}</li>`);
			expect(shown(letter?.html ?? '')).toContain(each);
		}
		expect(letter?.html.match(/<(script|img)/gi)).toBeNull();
	};
	await fc.assert(fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 5 }), title, run), {
		numRuns: 25,
		seed: 42
	});
	await run(NASTY.slice(0, 5), 'Autumn\r\nBcc: evil@evil.test');
});
