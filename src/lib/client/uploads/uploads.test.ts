import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Uploads } from './uploads.svelte.ts';
import { eventually } from '#tests/support/cast/eventually.ts';

/** The server's answers to "here comes a file", to be given when the test says so. */
let answer: ((response: Response) => void)[];
beforeEach(() => {
	answer = [];
	vi.stubGlobal('window', { location: { href: 'http://studio.test/' } });
	vi.stubGlobal('fetch', () => new Promise((resolve) => answer.push(resolve)));
});
afterEach(() => vi.unstubAllGlobals());

const taken = () => new Response(null, { status: 201, headers: { location: '/api/v1/uploads/1' } });
const refused = (status: number) => Response.json({ detail: 'No.' }, { status });
const file = (name: string) => ({ file: new File(['bytes'], name), section: '' });
const statuses = (uploads: Uploads) => uploads.items.map(({ status }) => status);
const asked = (n: number) => eventually(() => expect(answer).toHaveLength(n));

test('no byte is sent before all uploads of the drop are known, one refused among them', async () => {
	const uploads = new Uploads({ galleryId: 'g' });
	void uploads.add([file('a.jpg'), file('b.exe'), file('c.jpg')]);
	await asked(3);
	answer[0]?.(taken());
	answer[1]?.(refused(415));
	await eventually(() => expect(statuses(uploads)).toEqual(['waiting', 'refused', 'announcing']));
});

test.each([
	['proofs lose the folder that was dropped', {}, ['', 'party']],
	[
		'finals keep it: it may tell two pictures of one name apart',
		{ finals: true },
		['wedding', 'wedding/party']
	],
	['so do finals of an order', { orderId: 'o' }, ['wedding', 'wedding/party']]
])('%s', (_, target, sections) => {
	const uploads = new Uploads({ galleryId: 'g', ...target });
	const lying = (section: string) => ({ file: new File(['bytes'], 'a.jpg'), section });
	void uploads.add([lying('wedding'), lying('wedding/party')]);
	expect(uploads.items.map(({ section }) => section)).toEqual(sections);
});

test('what a drop under way has sent is told together with the next one', async () => {
	const uploads = new Uploads({ galleryId: 'g', finals: true });
	void uploads.add([file('a.jpg'), file('b.jpg')]);
	await asked(2);
	Object.assign(uploads.items[0] ?? {}, { status: 'sent', fileId: 'A' });
	void uploads.add([file('c.jpg')]);
	await asked(3);
	expect(uploads.items.map(({ name }) => name)).toEqual(['a.jpg', 'b.jpg', 'c.jpg']);
	for (const [at, item] of uploads.items.entries())
		Object.assign(item, { status: 'sent', fileId: 'ABC'[at] });
	expect(uploads.arrived).toEqual(['A', 'B', 'C']);
	uploads.settle(['A', 'B', 'C']);
	expect(uploads.arrived).toEqual([]);
});

test.each([
	[{ galleryId: 'g', fileId: 'f', orderId: 'o' }, 'FINAL'],
	[{ galleryId: 'g', fileId: 'f' }, 'PROOF'],
	[{ galleryId: 'g', fileId: 'f' }, undefined]
] as const)('%o replaced as %s says so to the server, also when it is tried again', async (target, state) => {
	const sent: (string | null)[] = [];
	vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
		sent.push(new Headers(init.headers).get('upload-metadata'));
		return new Promise((resolve) => answer.push(resolve));
	});
	const uploads = new Uploads(target);
	void uploads.add([file('a.jpg')], state);
	await asked(1);
	answer[0]?.(refused(409));
	await eventually(() => expect(uploads.problems).toHaveLength(1));
	for (const item of uploads.problems) void uploads.retry(item);
	await asked(2);
	const said = sent.map((metadata) => /state (\S+)/.exec(metadata ?? '')?.[1]);
	expect(said.map((word) => word && atob(word))).toEqual([state, state]);
});

test('what was refused stays until it is tried again; what is refused for itself cannot be', async () => {
	const uploads = new Uploads({ galleryId: 'g' });
	void uploads.add([file('a.exe'), file('b.jpg')]);
	await asked(2);
	answer[0]?.(refused(415));
	answer[1]?.(refused(409));
	await eventually(() => expect(uploads.problems).toHaveLength(2));
	expect(uploads.problems.map(({ isHopeless }) => isHopeless)).toEqual([true, false]);
	void uploads.add([file('b.jpg')]);
	await asked(3);
	expect(uploads.items.map(({ name, status }) => [name, status])).toEqual([
		['a.exe', 'refused'],
		['b.jpg', 'announcing']
	]);
});

test.each([
	'DSC_1.xmp',
	'DSC_1.NEF.dop',
	'.DS_Store',
	'._DSC_1.jpg',
	'Thumbs.db',
	'desktop.ini',
	'IMG_1.AAE'
])('%s is set aside by name and not sent, beside proofs and finals alike', async (name) => {
	for (const finals of [true, false]) {
		answer = [];
		const uploads = new Uploads({ galleryId: 'g', finals });
		void uploads.add([file('a.jpg'), file(name)]);
		await asked(1);
		expect([uploads.setAside, uploads.items.map((item) => item.name)]).toEqual([[name], ['a.jpg']]);
		expect(uploads.problems).toEqual([]);
	}
});

test('an unmatched upload that found its picture is an arrived final, one that is still open stays unmatched', async () => {
	const uploads = new Uploads({ galleryId: 'g', finals: true });
	void uploads.add(['a', 'b', 'c', 'd'].map((name) => file(`${name}.jpg`)));
	await asked(4);
	for (const [at, item] of uploads.items.entries())
		Object.assign(item, { status: 'unmatched', unmatchedId: String(at) });
	expect(uploads.problems).toEqual([]);
	answer = [];
	const heard = uploads.followUnmatched(['1']);
	await asked(3);
	const problem = { status: 409, title: 'Conflict', detail: 'Which?' };
	for (const [at, told] of [{ fileId: 'a' }, { problem }, {}].entries())
		answer[at]?.(Response.json({ status: 'done', offset: 1, length: 1, ...told }));
	await heard;
	expect(statuses(uploads)).toEqual(['sent', 'unmatched', 'unmatched', 'sent']);
	expect(uploads.items.map(({ fileId }) => fileId)).toEqual(['a', undefined, undefined, undefined]);
});
