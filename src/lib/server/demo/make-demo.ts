import * as v from 'valibot';
import { StudioFile } from '#lib/contract/file.ts';
import { GalleryView } from '#lib/contract/gallery.ts';
import { InvitationsSent } from '#lib/contract/invitation.ts';
import { OrderDraftView, OrderView, OwnOrder } from '#lib/contract/order.ts';
import { SelectionView } from '#lib/contract/selection.ts';
import { makePicture, retouch } from './pictures/index.ts';
import { visit } from './visitor.ts';

type Demo = { origin: string; token: string; say: (line: string) => void };

const CLIENTS = ['Cleo Marchetti <cleo@client.example>', 'Ben Ito <ben@client.example>'];
const AREA = 'Client area';
const CHOOSING = {
	title: 'Hotel Miramar, autumn campaign',
	pictures: Array.from({ length: 36 }, (_, n) => n)
};
// what stands on a table, seen the other way about
const TABLES = [39, 42, 44, 47, 50, 53, 56, 59, 63, 65, 69, 71];
const RETOUCHING = { title: 'Casa Lume, spring menu', pictures: TABLES, ordered: 6, finals: 3 };

/** Makes a gallery that is being chosen from and one that is half retouched; prints the links that open them. */
export async function makeDemo({ origin, token, say }: Demo) {
	const api = apiOf(origin, token);
	const there = await api(v.array(GalleryView), 'GET', '/galleries');
	const known = there.find(({ title }) => title === CHOOSING.title);
	if (!known) say('Making the demo: 36 pictures are being painted; this takes a minute.');
	const choosing = known ?? (await makeAll(origin, api));
	const { links } = await api(InvitationsSent, 'POST', `/galleries/${choosing.id}/invitations`, {
		to: CLIENTS
	});
	say(`Studio:  ${origin}/studio`);
	say(`Cleo:    ${links[0]?.url ?? ''}`);
	say(`Ben:     ${links[1]?.url ?? ''}   (open this one in a private window)`);
}

async function makeAll(origin: string, api: Api): Promise<GalleryView> {
	const { id } = await api(GalleryView, 'POST', '/galleries', { title: AREA, preset: 'download' });
	const choosing = await makeChoosing(origin, api, id);
	await makeRetouching(origin, api, id);
	return choosing;
}

type Api = ReturnType<typeof apiOf>;

function apiOf(origin: string, token: string) {
	return async <S extends v.GenericSchema>(
		schema: S,
		method: string,
		path: string,
		body?: object | Uint8Array
	): Promise<v.InferOutput<S>> => {
		const isBytes = body instanceof Uint8Array;
		const response = await fetch(`${origin}/api/v1${path}`, {
			method,
			headers: {
				authorization: `Bearer ${token}`,
				...(isBytes ? {} : { 'content-type': 'application/json' })
			},
			...(body ? { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) } : {})
		});
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
		return v.parse(schema, await response.json());
	};
}

type Plan = { title: string; pictures: number[] };

async function makeGallery(api: Api, { title, pictures }: Plan, parentId: string) {
	const gallery = await api(GalleryView, 'POST', '/galleries', { title, preset: 'retouch', parentId });
	await api(GalleryView, 'PATCH', `/galleries/${gallery.id}`, {
		codeOnNewDevice: false,
		graceSeconds: 20,
		showCover: true
	});
	for (const n of pictures) {
		const { name, jpeg } = await makePicture(n);
		await api(StudioFile, 'PUT', `/galleries/${gallery.id}/files/${name}`, jpeg);
	}
	return { gallery, files: await ready(api, gallery.id) };
}

async function ready(api: Api, galleryId: string): Promise<StudioFile[]> {
	for (;;) {
		const files = await api(v.array(StudioFile), 'GET', `/galleries/${galleryId}/files`);
		const isComing = ({ status, incoming }: StudioFile) => [status, incoming?.status].includes('processing');
		if (!files.some(isComing)) return files;
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
}

async function visitors(origin: string, api: Api, galleryId: string) {
	const { links } = await api(InvitationsSent, 'POST', `/galleries/${galleryId}/invitations`, {
		to: CLIENTS
	});
	const enter = (n: number) => visit(origin, links[n]?.url ?? '', galleryId);
	return { cleo: await enter(0), ben: await enter(1) };
}

async function makeChoosing(origin: string, api: Api, parentId: string): Promise<GalleryView> {
	const { gallery, files } = await makeGallery(api, CHOOSING, parentId);
	const { cleo, ben } = await visitors(origin, api, gallery.id);
	await api(SelectionView, 'PATCH', `/selections/${cleo.selectionId}`, { limit: { kind: 'exactly', n: 10 } });
	const id = (n: number) => files[n]?.id ?? '';
	for (const n of [0, 2, 4, 7, 8, 12, 15]) cleo.pick(id(n), 'yes');
	for (const n of [0, 4, 5, 8, 19]) ben.pick(id(n), 'yes');
	cleo.pick(id(5), 'maybe');
	ben.pick(id(7), 'no');
	cleo.pick(id(3), 'no');
	cleo.star(id(0), 4);
	ben.star(id(4), 5);
	cleo.say('aaaaaaaaaaaaaaaa', id(4), 'Love this one. A touch more light in the foreground?');
	ben.say('bbbbbbbbbbbbbbbb', id(7), 'Too dark for the cover, I think.');
	await Promise.all([cleo.leave(), ben.leave()]);
	return gallery;
}

async function makeRetouching(origin: string, api: Api, parentId: string) {
	const { gallery, files } = await makeGallery(api, RETOUCHING, parentId);
	const { cleo, ben } = await visitors(origin, api, gallery.id);
	const chosen = files.slice(0, RETOUCHING.ordered);
	for (const { id } of chosen) cleo.pick(id, 'yes');
	if (chosen[1]) cleo.say('cccccccccccccccc', chosen[1].id, 'Less red, please.');
	if (chosen[4]) ben.say('dddddddddddddddd', chosen[4].id, 'Crop square for the cover.');
	await Promise.all([cleo.leave(), ben.leave()]);
	const { selectionId } = cleo;
	const draft = v.parse(OrderDraftView, await cleo.post(`/g/${gallery.id}/order-draft`, { selectionId }));
	const body = {
		fileIds: draft.fileIds,
		viewHash: draft.viewHash,
		selectionId,
		note: 'For the printed menu.'
	};
	const placed = await cleo.post(`/g/${gallery.id}/orders`, body, { 'idempotency-key': 'demo' });
	const order = v.parse(OwnOrder, placed);
	for (const n of RETOUCHING.pictures.slice(0, RETOUCHING.finals)) {
		const { name, jpeg } = await makePicture(n);
		await api(
			StudioFile,
			'PUT',
			`/galleries/${gallery.id}/files/${name}?state=FINAL&replace=yes`,
			await retouch(jpeg)
		);
	}
	await ready(api, gallery.id);
	await api(OrderView, 'POST', `/orders/${order.id}/deliver`);
}
