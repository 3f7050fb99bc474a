// What somebody with an empty cache meets in Chromium, against a bare page of the same pictures: npx node bench/pages.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { startApp } from '#tests/support/app/app.ts';
import { aShoot, openContext, somePictures, type Shoot } from '#tests/support/media/large-shoot.ts';
import { browserFlags, findBrowser } from '../bin/find-browser.js';
import { serveBarePages, type BarePages } from './bare-page.ts';
import { load, openPhoto, type Wire } from './loading.ts';
import { byTurns, isQuick, report, type Goal } from './report.ts';

const SIZES = [100, 2000];
const ROUNDS = isQuick ? 1 : 3;
const less = (of: string, aim: number, must?: number): Goal => ({
	of,
	better: 'less',
	aim,
	...(must ? { must } : {})
});
const GOALS: Record<Wire, Record<number, Goal[]>> = {
	plain: {
		100: [less('ms first', 250), less('ms all', 350)],
		2000: [less('ms first', 300, 500), less('ms all', 450)]
	},
	slow: {
		100: [less('ms first', 600), less('kB before', 150)],
		2000: [less('ms first', 600), less('kB before', 150, 200)]
	}
};
const WORDS: Record<Wire, string> = { plain: '', slow: ' at 10 Mbit/s and 60 ms' };

async function measure() {
	const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-bench-'));
	const pictures = await somePictures();
	const ctx = await openContext(dataDir);
	const shoots: Shoot[] = [];
	for (const size of SIZES) shoots.push(await aShoot(ctx, size, pictures));
	await ctx.db.close();
	const app = await startApp({ DATA_DIR: dataDir, ROLE: 'web', LOG_LEVEL: 'error' });
	const bare = await serveBarePages(pictures);
	const browser = await chromium.launch({
		executablePath: (await findBrowser({ whole: true })) ?? undefined,
		args: browserFlags
	});
	try {
		for (const wire of ['plain', 'slow'] as const)
			for (const shoot of shoots) await gallery(browser, app.origin, shoot, bare, wire);
		const [shoot] = shoots;
		if (shoot) await photo(browser, app.origin, shoot, bare);
	} finally {
		await browser.close();
		bare.close();
		await app.close();
		rmSync(dataDir, { recursive: true, force: true });
	}
}

async function gallery(browser: Browser, origin: string, shoot: Shoot, bare: BarePages, wire: Wire) {
	const size = shoot.fileIds.length;
	const turns = await byTurns(
		ROUNDS,
		() => load(browser, `${origin}/g/${shoot.galleryId}`, shoot.cookie, wire),
		() => load(browser, bare.page(size), '', wire)
	);
	const what = `first and all thumbnails in view, gallery of ${size}${WORDS[wire]}, empty cache`;
	report({ what, ...turns, bare: 'bare page', goals: GOALS[wire][size] ?? [] });
}

async function photo(browser: Browser, origin: string, shoot: Shoot, bare: BarePages) {
	const turns = await byTurns(
		ROUNDS,
		() => openPhoto(browser, `${origin}/g/${shoot.galleryId}`, shoot.cookie, 'slow'),
		() => openPhoto(browser, bare.page(SIZES[0] ?? 0), '', 'slow')
	);
	report({
		what: `one photo opened${WORDS.slow}`,
		...turns,
		bare: 'bare page',
		goals: [less('ms', 500, 600), less('kB', 1000)]
	});
}

await measure();
