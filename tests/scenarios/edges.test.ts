import { afterAll, beforeAll, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { accessRow } from '#lib/server/db/schema.ts';
import { isReading, paramsOf } from '#tests/support/app/routes.ts';
import { staffOf } from '#tests/support/app/served.ts';
import { aStoredFile } from '#tests/support/cast/stored.ts';
import { aGallery } from '#tests/support/cast/cast.ts';
import { requestOf, valuesOf, type Row } from './row.ts';
import { aScene, PEOPLE, type Scene, type Who } from './scene.ts';
import { announcementsSocket, KNOCKS, marksSocket } from './sockets.ts';
import { setStage, type Stage } from './stage.ts';
import { TABLE } from './table.ts';

// What every route has in common: foreign pages, bodies without end, and silence about what is not yours.

let stage: Stage;
beforeAll(async () => void (stage = await setStage()));
afterAll(() => stage.close());

/** Whoever the row lets in: the refusal then has the one reason that is tried. */
const letIn = ({ is }: Row): Who | undefined =>
	PEOPLE.find((who, n) => who !== 'token' && Number(is.split(' ')[n]) < 400);
const WRITING = TABLE.filter((row) => !isReading(row.route) && letIn(row));

const nothingHappened = () => expect(stage.facts.changed()).toEqual({ tables: [], told: [] });

async function ask(
	row: Row,
	scene: Scene,
	who: Who,
	more: RequestInit = {},
	values?: Record<string, string>
) {
	const { url, init } = await requestOf(row, scene, who, values ?? (await valuesOf(row, scene)));
	stage.facts.forget();
	// packed pages differ in length by their ids
	const headers = { ...init.headers, 'accept-encoding': 'identity', ...more.headers };
	return fetch(url, { ...init, ...more, headers });
}

test.each(['https://evil.test', 'null', 'http://localhost'])(
	'a page of %s changes nothing by anybody’s cookie, on any route',
	async (origin) => {
		stage.back();
		for (const row of WRITING) {
			const response = await ask(row, stage.scene, letIn(row) ?? 'client', { headers: { origin } });
			expect(`${row.route} ${response.status}`).toBe(`${row.route} 403`);
			nothingHappened();
		}
		expect(WRITING.length).toBeGreaterThan(50);
	}
);

test('a body without end is cut short on every route that reads one, and nothing happens', async () => {
	stage.back();
	const reading = WRITING.filter(
		({ send }) => send !== undefined && send !== '' && !(send instanceof Uint8Array)
	);
	for (const row of reading) {
		const body = JSON.stringify({ pad: 'x'.repeat(3 << 20) });
		const response = await ask(row, stage.scene, letIn(row) ?? 'client', { body });
		const said = row.route.includes('?/') || (await response.json()).title;
		expect(`${row.route} ${response.status} ${said}`).toMatch(/ 413 (true|Too big)$/);
		nothingHappened();
	}
	expect(reading.length).toBeGreaterThan(35);
});

test('as many names and decisions as a call takes fit into its body', async () => {
	const folder = 'Wedding of Anna and Ben/Saturday, the second camera/Selected';
	const many = Array.from({ length: 10_000 }, (_, n) => n);
	const bodies = {
		match: {
			names: many.map((n) => ({ name: `2026-05-01_Anna_and_Ben_DSC_${n}-Edit.jpg`, section: folder }))
		},
		unmatched: {
			decisions: many.map((n) => ({ id: `${n}`.padStart(26, 'x'), fileId: `${n}`.padStart(26, 'y') }))
		}
	};
	for (const [call, body] of Object.entries(bodies)) {
		const row = TABLE.find(({ route }) => route.startsWith('POST') && route.endsWith(`]/${call}`));
		if (!row) throw new Error(`no row for ${call}`);
		const response = await ask(row, stage.scene, 'photographer', { body: JSON.stringify(body) });
		expect(response.status, call).not.toBe(413);
	}
});

const once = (rows: Row[]) =>
	rows.filter((row, n) => rows.findIndex(({ route }) => route === row.route) === n);
/** Keys in the path are answered by one 410, which has its own rows. */
const NAMING = once(
	TABLE.filter(({ route }) => paramsOf(route).length > 0 && !paramsOf(route).includes('token'))
);

/** What an answer gives away. */
async function told(response: Response, values: string[]) {
	// a page's tag is made of its nonce too
	const headers = [...response.headers].filter(([name]) => !['date', 'etag'].includes(name));
	let text = JSON.stringify([response.status, headers, await response.text()]);
	for (const value of values) text = text.replaceAll(value, '*');
	return text.replaceAll(/nonce(-|=\\")[\w+/=]+/g, 'nonce');
}

async function tellsNothing(hidden: Scene, who: Who, rows: Row[]) {
	for (const row of rows) {
		const real = await valuesOf(row, hidden);
		// words that say no more than what is asked for; an answer may have them anywhere
		const shape = ['name', 'version', 'width', 'rung'];
		const random = Object.fromEntries(
			Object.entries(real).map(([name, value]) => [
				name,
				shape.includes(name) ? value : stage.scene.ctx.ids.next()
			])
		);
		const idsIn = (values: Record<string, string>) =>
			Object.keys(values).flatMap((name) => (name === 'rung' ? [] : [values[name] ?? '']));
		const [is, isNot] = [
			await ask(row, stage.scene, who, {}, real),
			await ask(row, stage.scene, who, {}, random)
		];
		expect(await told(is, idsIn(real)), `${who} ${row.route}`).toBe(await told(isNot, idsIn(random)));
		nothingHappened();
	}
}

test('what is hidden and what never was are the same bytes: nobody, stranger, guest, another client', async () => {
	const { served, scene } = stage;
	stage.back();
	const hidden = await aScene(served, await staffOf(served));
	await served.ctx.db.transaction(
		async (tx) => void (await tx.delete(accessRow).where(eq(accessRow.galleryId, hidden.gallery.id)).run())
	);
	for (const who of ['nobody', 'stranger', 'guest', 'client'] as const)
		await tellsNothing(hidden, who, NAMING);
	expect(scene.gallery.id).not.toBe(hidden.gallery.id);
	console.info(`${NAMING.length} routes × 4 people: hidden and missing cannot be told apart`);
});

test('a gallery without orders is nothing to a retoucher', async () => {
	const { ctx } = stage.served;
	stage.back();
	const gallery = await aGallery(ctx, { title: 'Quiet' });
	const proof = await aStoredFile(ctx, gallery.id, { name: 'Q.jpg', renditions: [400] });
	const quiet = { ...stage.scene, gallery, files: { ...stage.scene.files, proof } };
	const here = new Set(['gallery', 'file', 'name', 'version', 'width']);
	const rows = NAMING.filter(
		(row) => paramsOf(row.route).every((name) => here.has(name)) && !row.at && !row.send
	);
	await tellsNothing(quiet, 'retoucher', rows);
	expect(rows.length).toBeGreaterThan(10);
});

/** There HEAD is the protocol's own question. */
const TUS = /uploads\/\[upload\]/;

test('HEAD says what GET says, without a body', async () => {
	stage.back();
	const rows = once(
		TABLE.filter((row) => row.route.startsWith('GET ') && letIn(row)).filter(({ route }) => !TUS.test(route))
	);
	for (const row of rows) {
		const who = letIn(row) ?? 'client';
		const [get, head] = [
			await ask(row, stage.scene, who),
			await ask(row, stage.scene, who, { method: 'HEAD' })
		];
		expect(`${row.route} ${head.status} ${await head.text()}`).toBe(`${row.route} ${get.status} `);
		await get.body?.cancel();
	}
	expect(rows.length).toBeGreaterThan(30);
});

test.each(KNOCKS)('the sockets of a gallery: %o', async (knock) => {
	stage.back();
	expect(await marksSocket(stage.scene, knock)).toBe(knock.marks);
	expect(await announcementsSocket(stage.scene, knock)).toBe(knock.announcements);
});
