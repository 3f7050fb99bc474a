import { afterAll, beforeAll, expect, test } from 'vitest';
import { ann } from '#tests/support/cast/cast.ts';
import { listMails, renderMail } from '#lib/server/outbox/index.ts';
import { ACTS, deliverOrder, orderBy, replaceBy, type Chance } from './acts.ts';
import { askOne, leaks, type Asked } from './ask.ts';
import { listen, type Listener } from './listen.ts';
import type { Facts } from './model.ts';
import { aWorld, type Person, type World } from './world.ts';

// Every original ends in 16 bytes of its own. Whoever may not read a version never meets them, by any route, range,
// archive, preview, page, frame or mail, whatever changes meanwhile. An own small model says who may.

const ROUNDS = 116;
const TOGETHER = 38;
/** What new facts come from. */
const OFTEN = ['replace', 'replace', 'setState', 'place', 'place', 'deliver', 'deliver', 'deliver'];

let world: World;
let listeners: Listener[] = [];
/** Tests of a walk as everybody, with the choices of this seed. */
export function walkAsEverybody(seed: number) {
	beforeAll(async () => {
		world = await aWorld();
		for (let n = 1; n <= 8; n++)
			await world.aPicture(world.retouch.id, `R_${n}.jpg`, n > 6 ? 'FINAL' : 'PROOF');
		for (let n = 1; n <= 3; n++) await world.aPicture(world.open.id, `O_${n}.jpg`);
		listeners = await Promise.all(world.people.map((who) => listen(world, who)));
	});
	afterAll(async () => {
		for (const each of listeners) each.close();
		await world.close();
	});

	test(
		`no canary of a version that its reader may not read, in a walk with seed ${seed}`,
		() => walkFrom(seed),
		900_000
	);
	test('no mail carries bytes or the hash of an original', lookIntoMails);
	test(
		'the walk would have seen it: a final delivered is met by its client, and by no one before',
		meetOneDelivered
	);
}

/** Reproducible choices. */
function chanceOf(seed: number): Chance {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	return { one: (list) => list[Math.floor(next() * list.length)], yes: (share) => next() < share };
}

const momentOf = ({ model }: World): Facts => ({
	...model.clone(),
	archives: [...model.archives],
	offers: model.offers
});
const askMany = (chance: Chance, count: number) =>
	Promise.all(Array.from({ length: count }, () => askOne(world, chance)));

async function walkFrom(seed: number) {
	const chance = chanceOf(seed);
	const acts = new Map<string, number>();
	const routes = new Set<string>();
	let [requests, allowed] = [0, 0];
	const count = (asked: Asked[]) => {
		requests += asked.length;
		for (const { route, found } of asked) {
			routes.add(route);
			if (found.some(({ tier }) => tier !== 'hash')) allowed++;
		}
	};
	// what comes to pass depends on how the acts interleave: a walk goes on until it has met enough of everything
	const isComplete = () => allowed > 1000 && acts.size === Object.keys(ACTS).length;
	const isEnough = (round: number) => (round >= ROUNDS && isComplete()) || round >= 4 * ROUNDS;
	for (let round = 0; !isEnough(round); round++) {
		const name = chance.one([...Object.keys(ACTS), ...OFTEN]) ?? '';
		const before = momentOf(world);
		const meanwhile = askMany(chance, 4);
		if (await ACTS[name]?.(world, chance)) acts.set(name, (acts.get(name) ?? 0) + 1);
		const torn = await meanwhile;
		const now = momentOf(world);
		expect(
			torn.flatMap((each) => leaks(each, [before, now])),
			name
		).toEqual([]);
		const asked = await askMany(chance, TOGETHER);
		expect(
			asked.flatMap((each) => leaks(each, [now])),
			name
		).toEqual([]);
		count([...torn, ...asked]);
		for (const each of listeners) each.say(Uint8Array.of(0, 0, 1, 0));
	}
	const told = listeners.filter(({ who }) => who.kind !== 'member').flatMap(({ heard }) => heard);
	expect(told).toEqual([]);
	const frames = listeners.reduce((sum, each) => sum + each.frames(), 0);
	console.info(
		`seed ${seed}: ${requests} requests and ${frames} frames by ${world.people.length} people over ${routes.size} routes,`,
		`${allowed} answers with allowed bytes of ${world.traces.size()} versions;`,
		[...acts].map(([act, times]) => `${act} ${times}`).join(', ')
	);
	expect(requests + frames).toBeGreaterThan(5000);
	expect(allowed).toBeGreaterThan(1000);
	expect([...acts.keys()].sort()).toEqual(Object.keys(ACTS).sort());
}

async function lookIntoMails() {
	const { ctx, traces } = world;
	const photographer = await ann(ctx);
	const mails = await listMails(ctx, photographer);
	for (const { id } of mails) {
		const letter = await renderMail(ctx, photographer, id);
		expect(traces.in(Buffer.from(JSON.stringify(letter)))).toEqual([]);
	}
	expect(mails.length).toBeGreaterThan(5);
}

async function meetOneDelivered() {
	const { app, model, retouch } = world;
	const final = world.people.find(({ name }) => name === 'final') as Person;
	model.rows
		.get(retouch.id)
		?.set('final@client.test', { look: true, mark: true, order: true, download: 'final' });
	const rows = [...(model.rows.get(retouch.id) ?? [])].map(([subject, row]) => ({ subject, ...row }));
	await world.api('PUT', `/galleries/${retouch.id}/access`, { rows });
	const id = await world.aPicture(retouch.id, 'CONTROL.jpg');
	const orderId = await orderBy(world, final, [id]);
	await replaceBy(world, id, 'FINAL');
	const theirs = async (path: string) => {
		const response = await fetch(app.origin + path, { headers: final.headers });
		return world.traces.in(Buffer.from(await response.arrayBuffer())).filter((each) => each.fileId === id);
	};
	const download = `/g/${retouch.id}/files/${id}/download`;
	expect([...(await theirs(download)), ...(await theirs(`${download}?version=2`))]).toEqual([]);
	const token = await deliverOrder(world, orderId, ['final@client.test']);
	const two = { fileId: id, n: 2, tier: 'original' };
	for (const path of [download, `/d/${token}/files/${id}`, `/d/${token}/archive.zip`])
		expect(await theirs(path), path).toEqual([two]);
}
