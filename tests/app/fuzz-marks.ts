import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { MarksView } from '#lib/domain/marks/view.ts';
import { makeApi, until, type Api } from '#tests/support/app/api.ts';
import { startApp, type App } from '#tests/support/app/app.ts';
import { Chooser } from '#tests/support/realtime/chooser.ts';
import { picture } from '#tests/support/media/pictures.ts';
import { booksOf } from '#tests/support/realtime/room-scene.ts';

// Five plain clients choose on the built app while connections are cut, everything is said twice, and the server is
// restarted and killed. A seed makes the same steps again.

const MARKS = 2_000;
const PICTURES = 6;
const PEOPLE = ['cleo', 'ben', 'eva', 'flo', 'gil'];
const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGKILL', 'SIGKILL'] as const;

let app: App;
let api: Api;
async function aCrowd() {
	const made = await api.send('POST', '/galleries', { title: 'Crowd', preset: 'retouch' });
	const { id }: { id: string } = await made.json();
	for (let n = 0; n < PICTURES; n++)
		await api.put(`/galleries/${id}/files/C_${n}.jpg`, await picture({ seed: n, width: 300, height: 200 }));
	const files: { id: string; status: string }[] = await until(
		() => api.json(`/galleries/${id}/files`),
		(list: { id: string; status: string }[]) => list.every(({ status }) => status === 'ready')
	);
	const to = PEOPLE.map((name) => `${name}@client.test`);
	const { links }: { links: { url: string }[] } = await (
		await api.send('POST', `/galleries/${id}/invitations`, { to })
	).json();
	const people: Chooser[] = [];
	for (const { url } of links) people.push(await Chooser.enter(app.origin, url, id));
	return { id, people, fileIds: files.map((file) => file.id) };
}
type Crowd = Awaited<ReturnType<typeof aCrowd>>;

const mark = fc.record({
	kind: fc.constantFrom('pick', 'pick', 'stars', 'label', 'comment'),
	file: fc.nat(PICTURES - 1),
	nth: fc.nat(4),
	back: fc.nat(4).map((n) => n === 0)
});
const step = fc.record({
	who: fc.nat(PEOPLE.length - 1),
	marks: fc.array(mark, { minLength: 1, maxLength: 4 }),
	then: fc.constantFrom(...Array<'on'>(24).fill('on'), 'cut', 'repeat', 'listen')
});

/** Key and value of a step's mark; undefined takes it back. */
function markOf(
	{ kind, file, nth, back }: typeof mark extends fc.Arbitrary<infer M> ? M : never,
	crowd: Crowd,
	who: Chooser
) {
	const fileId = crowd.fileIds[file] ?? '';
	const [key, value] = {
		pick: [`pick:${who.seat.selections[0]?.id}:${fileId}`, ['yes', 'maybe', 'no'][nth % 3]],
		stars: [`stars:${fileId}`, nth + 1],
		label: [`label:${fileId}`, ['red', 'yellow', 'green', 'blue', 'purple'][nth]],
		comment: [
			`comment:${who.seat.participantId}.c${nth}`,
			{ file: fileId, version: 1, text: `warmer ${nth}` }
		]
	}[kind] ?? ['', ''];
	return [String(key), back ? undefined : value] as const;
}

/** Ends the server amid the marks, starts it again, and looks what stands before anybody tells it anything. */
async function endAndLook(crowd: Crowd, signal: NodeJS.Signals) {
	await app.end(signal);
	for (const who of crowd.people) who.leave();
	await app.again();
	const first = crowd.people[0];
	const kept = new Y.Doc();
	const response = await fetch(`${app.origin}/g/${crowd.id}/marks`, {
		headers: { cookie: first?.cookie ?? '' }
	});
	Y.applyUpdateV2(kept, new Uint8Array(await response.arrayBuffer()));
	let looked = 0;
	for (const who of crowd.people) {
		expect(Y.getState(kept.store, who.seat.clientId)).toBeGreaterThanOrEqual(who.acknowledged);
		const book = kept.getMap(who.seat.participantId);
		for (const [key, may] of who.mayStand()) {
			expect(may, `${key} after ${signal}`).toContainEqual(book.get(key));
			looked++;
		}
	}
	for (const who of crowd.people) who.comeBack();
	return looked;
}

/** A word from each, heard by all: everything before it was heard too. */
async function allHeard({ people, fileIds }: Crowd) {
	const key = `stars:${fileIds[0]}`;
	for (const who of people)
		who.write([
			[key, undefined],
			[`comment:${who.seat.participantId}.end`, { file: fileIds[0], version: 1, text: 'end' }]
		]);
	for (const who of people)
		await who.until(() =>
			people.every(
				({ seat: { participantId: id } }) =>
					who.doc.getMap(id).has(`comment:${id}.end`) && who.doc.getMap(`server:${id}`).has(`at:${id}.end`)
			)
		);
}

/** What a screen would show of these books. */
function seenIn(doc: Y.Doc, crowd: Crowd, facts: Pick<Chooser['seat'], 'people' | 'selections'>) {
	const view = new MarksView({
		files: crowd.fileIds.map((id) => ({ id })),
		selections: facts.selections,
		participants: facts.people
	});
	for (const name of doc.share.keys())
		for (const [key, value] of doc.getMap(name)) view.setEntry(name, key, value);
	return facts.selections.map(({ id }) => ({
		members: view.membersOf(id),
		voters: view.voters(id),
		pictures: crowd.fileIds.map((fileId) => ({
			choice: view.choice(id, fileId),
			stars: view.stars(fileId),
			labels: view.labels(fileId),
			threads: view.threads(fileId)
		}))
	}));
}

/** Tests that everybody ends with the same marks from each of these seeds. */
export function fuzzMarks(seeds: number[]) {
	beforeAll(async () => {
		app = await startApp();
		api = makeApi(app.origin, app.token);
	});
	afterAll(() => app.close());
	test.each(seeds)(
		'everybody ends with the same marks, and none that was acknowledged is lost: seed %i',
		fuzzFrom
	);
}

async function fuzzFrom(seed: number) {
	const crowd = await aCrowd();
	const steps = fc.sample(step, { seed, numRuns: MARKS });
	let made = 0;
	let ended = 0;
	let looked = 0;
	for (const each of steps) {
		if (made >= MARKS) break;
		const who = crowd.people[each.who];
		if (!who) continue;
		who.write(each.marks.map((one) => markOf(one, crowd, who)));
		made += each.marks.length;
		if (each.then === 'cut') who.cut();
		if (each.then === 'repeat') who.repeat();
		if (each.then === 'listen')
			await until(
				async () => who.acknowledged - who.clock,
				(ahead) => ahead >= 0
			);
		await turn();
		const signal = SIGNALS[ended];
		if (signal && made >= ((ended + 1) * MARKS) / (SIGNALS.length + 1)) {
			ended++;
			looked += await endAndLook(crowd, signal);
		}
	}
	await allHeard(crowd);
	const [first, ...others] = crowd.people;
	if (!first) throw new Error('nobody');
	const facts = await (
		await fetch(`${app.origin}/g/${crowd.id}/seat`, { headers: { cookie: first.cookie } })
	).json();
	const [books, snapshot, screen] = [
		booksOf(first.doc),
		Y.snapshot(first.doc),
		seenIn(first.doc, crowd, facts)
	];
	for (const { doc, dismissals } of others) {
		expect(dismissals).toEqual([]);
		expect(booksOf(doc)).toEqual(books);
		expect(Y.equalSnapshots(Y.snapshot(doc), snapshot), 'state vectors and delete sets').toBe(true);
		expect(seenIn(doc, crowd, facts)).toEqual(screen);
	}
	const [selection] = facts.selections;
	const said = await api.json(`/selections/${selection.id}`);
	const inside = said.files
		.filter((file: { in: boolean }) => file.in)
		.map((file: { fileId: string }) => file.fileId);
	expect(inside).toEqual(screen[0]?.members);
	expect(ended).toBe(SIGNALS.length);
	console.log(`seed ${seed}: ${made} marks, ${ended} ends, ${looked} acknowledged marks looked for`);
	for (const who of crowd.people) who.close();
}
