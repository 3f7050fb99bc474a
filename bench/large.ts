// A gallery of 20,000 beside one of 100, in the built app: node bench/large.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import { soughtIn } from '#lib/domain/naming/search.ts';
import { freePort, startApp } from '#tests/support/app/app.ts';
import { memberBrowser } from '#tests/support/app/front.ts';
import { ann } from '#tests/support/cast/cast.ts';
import { aShoot, openContext, somePictures, type Shoot } from '#tests/support/media/large-shoot.ts';
import { browserFlags, findBrowser } from '../bin/find-browser.js';
import { load } from './loading.ts';
import { byTurns, isQuick, report, type Goal, type Sample } from './report.ts';
import { scrolled } from './scrolling.ts';
import { firstSync, markSome, seatsIn, type Seats } from './first-sync.ts';
import type { Turns } from './turns.ts';

const [FEW, MANY] = [100, isQuick ? 2000 : 20_000];
const MARKED = MANY / 10;
/** After the one that warms both up; a round of all lines takes a minute or two. */
const ROUNDS = 1;
const TURN: Goal = { of: 'ms turn', better: 'less', aim: 50 };

type Gallery = Shoot & { seats: Seats };
type Place = { origin: string; turns: () => Promise<Turns>; browser: Browser; member: string };

async function measure() {
	const dataDir = mkdtempSync(join(tmpdir(), 'proofsheet-bench-'));
	const { galleries, member } = await prepare(dataDir);
	const port = await freePort();
	const app = await startApp({
		...{
			DATA_DIR: dataDir,
			ROLE: 'web',
			LOG_LEVEL: 'error',
			OWNER_EMAIL: '',
			BENCH_TURNS_PORT: String(port)
		},
		NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'turns.ts')).href}`
	});
	const executablePath = (await findBrowser({ whole: true })) ?? undefined;
	const browser = await chromium.launch({ executablePath, args: browserFlags });
	const turns = async (): Promise<Turns> => (await fetch(`http://127.0.0.1:${port}`)).json();
	try {
		const place = { origin: app.origin, turns, browser, member };
		await pages(place, galleries);
		await scrolling(place, galleries);
		await syncs(place, galleries);
		await answers(place, galleries);
		await search(galleries);
	} finally {
		await browser.close();
		await app.close();
		rmSync(dataDir, { recursive: true, force: true });
	}
}

type Galleries = { many: Gallery; few: Gallery };

async function prepare(dataDir: string): Promise<{ galleries: Galleries; member: string }> {
	const ctx = await openContext(dataDir);
	const pictures = await somePictures();
	const of = async (count: number) => {
		const shoot = await aShoot(ctx, count, pictures);
		return { ...shoot, seats: await seatsIn(ctx, shoot.galleryId) };
	};
	const galleries = { few: await of(FEW), many: await of(MANY) };
	const member = await memberBrowser(ctx, await ann(ctx));
	await ctx.db.close();
	return { galleries, member };
}

/** Runs the same on both galleries by turns, with what the server went through meanwhile. */
async function both(
	{ turns }: Place,
	{ many, few }: Galleries,
	what: string,
	goals: Goal[],
	work: (gallery: Gallery) => Promise<Sample>
) {
	const of = (gallery: Gallery) => async () => {
		await turns();
		const found = await work(gallery);
		return { ...found, ...(await turns()) };
	};
	const samples = await byTurns(ROUNDS, of(many), of(few));
	report({ what: `${what}, gallery of ${MANY}`, ...samples, bare: `of ${FEW}`, goals: [...goals, TURN] });
}

async function pages(place: Place, galleries: Galleries) {
	const first: Goal = { of: 'ms first', as: 'ratio', better: 'less', aim: 1.3 };
	const { browser, origin, member } = place;
	await both(place, galleries, 'client: first thumbnail, empty cache', [first], ({ galleryId, cookie }) =>
		load(browser, `${origin}/g/${galleryId}`, cookie, 'plain')
	);
	await both(place, galleries, 'studio: first thumbnail, empty cache', [first], ({ galleryId }) =>
		load(browser, `${origin}/studio/g/${galleryId}`, member, 'plain')
	);
}

async function scrolling(place: Place, galleries: Galleries) {
	const { browser, origin, member } = place;
	const goals: Goal[] = [
		{ of: 'elements', as: 'ratio', better: 'less', aim: 1.3 },
		{ of: 'MB heap', better: 'less', aim: 150 }
	];
	await both(place, galleries, 'client: scrolled to the end', goals, ({ galleryId, cookie }) =>
		scrolled(browser, `${origin}/g/${galleryId}`, cookie)
	);
	await both(place, galleries, 'studio: scrolled to the end', goals, ({ galleryId }) =>
		scrolled(browser, `${origin}/studio/g/${galleryId}`, member)
	);
}

async function syncs(place: Place, galleries: Galleries) {
	for (const { seats, fileIds } of Object.values(galleries))
		await markSome(place.origin, seats, fileIds.slice(0, MARKED));
	const goals: Goal[] = [{ of: 'kB', better: 'less', aim: 300 }];
	await both(place, galleries, `first sync with marks on ${MARKED}`, goals, ({ seats }) =>
		firstSync(place.origin, seats)
	);
}

/** What is asked of the server about all of them. */
async function answers(place: Place, galleries: Galleries) {
	const { origin, member } = place;
	const fetched = async (path: string, cookie: string, send?: { method: string; body: object }) => {
		const began = performance.now();
		const response = await fetch(origin + path, {
			...(send ? { method: send.method, body: JSON.stringify(send.body) } : {}),
			headers: { cookie, origin, 'content-type': 'application/json' }
		});
		const first = performance.now() - began;
		const text = await response.text();
		if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
		return { text, ms: performance.now() - began, first };
	};
	await both(place, galleries, 'the whole list, to the studio', [], async ({ galleryId }) => {
		const { text, ms } = await fetched(`/g/${galleryId}/files?as=studio`, member);
		return { ms, 'MB unpacked': text.length / 1e6 };
	});
	await both(place, galleries, 'the whole list, to a client', [], async ({ galleryId, cookie }) => {
		const { text, ms } = await fetched(`/g/${galleryId}/files`, cookie);
		return { ms, 'MB unpacked': text.length / 1e6 };
	});
	await both(place, galleries, `names of ${MARKED} chosen as CSV`, [], async ({ seats }) => {
		const { text, ms } = await fetched(`/api/v1/selections/${seats.selectionId}/names?format=csv`, member);
		return { ms, lines: text.trim().split('\n').length };
	});
	await both(place, galleries, 'the state of all is set', [], async ({ galleryId, fileIds }) => {
		const body = { fileIds, state: 'PROOF' };
		const { ms } = await fetched(`/api/v1/galleries/${galleryId}/states`, member, { method: 'POST', body });
		return { ms };
	});
	await both(place, galleries, 'an archive of all begins', [], async ({ galleryId }) => {
		const send = { method: 'POST', body: { all: true } };
		const made = await fetched(`/g/${galleryId}/archives?as=studio`, member, send);
		const { bytes, files } = JSON.parse(made.text);
		return { ms: made.ms, files: files.length, 'GB said': bytes / 1e9 };
	});
}

/** By name, as the browser looks through its list. */
async function search({ many, few }: Galleries) {
	const of =
		({ fileIds }: Gallery) =>
		async () => {
			const names = fileIds.map((_, i) => `DSC_${String(i + 1).padStart(4, '0')}.jpg`);
			const began = performance.now();
			const found = names.filter(soughtIn('99'));
			return { ms: performance.now() - began, found: found.length };
		};
	const samples = await byTurns(ROUNDS, of(many), of(few));
	const goals: Goal[] = [{ of: 'ms', better: 'less', aim: 50 }];
	report({ what: `search by name among ${MANY}`, ...samples, bare: `of ${FEW}`, goals });
}

await measure();
