import { call, type Person, type World } from './world.ts';
import type { Item, Row, State } from './model.ts';

export type Chance = { one: <T>(list: readonly T[]) => T | undefined; yes: (share: number) => boolean };
/** Changes facts through the app, and the model by the product's words; false where there was nothing to do. */
export type Act = (world: World, chance: Chance) => Promise<boolean>;

const alive = ({ model }: World) => [...model.files.values()].filter((file) => !file.deleted);

async function putState({ api, model }: World, id: string, state: State) {
	await api('PATCH', `/files/${id}`, { state });
	const file = model.file(id);
	if (file.current.state === state) return;
	file.current.state = state;
	model.version(id, file.current.n).lastState = state;
	model.settle(id, state === 'PROOF' ? 'lowered' : 'held');
}

const setState: Act = async (world, { one, yes }) => {
	const file = one(alive(world));
	if (!file) return false;
	await putState(world, file.id, yes(0.5) ? 'FINAL' : 'PROOF');
	return true;
};

export async function replaceBy({ upload, model }: World, id: string, state: State) {
	const { n } = await upload(`/files/${id}/original?state=${state}`);
	const file = model.file(id);
	file.current = { n, state };
	file.versions.push({ n, lastState: state, everReleased: false, takenBack: false });
	model.settle(id);
}

/** Half of them are finals for what is ordered: the moment at which nothing may get out early. */
const replace: Act = async (world, { one, yes }) => {
	const ordered = alive(world).filter(({ id }) => world.model.pending(id).length);
	const file = one(ordered.length && yes(0.5) ? ordered : alive(world));
	if (!file) return false;
	await replaceBy(world, file.id, yes(0.7) ? 'FINAL' : 'PROOF');
	return true;
};

const restore: Act = async (world, { one }) => {
	const file = one(alive(world).filter(({ versions }) => versions.length > 1));
	const target = one(file?.versions ?? []);
	if (!file || !target) return false;
	await world.api('POST', `/files/${file.id}/restore`, { version: target.n });
	for (const version of file.versions) if (version.n > target.n) version.takenBack = true;
	target.takenBack = false;
	file.current = { n: target.n, state: target.lastState };
	world.model.settle(file.id, 'lowered');
	return true;
};

const client = (world: World, name: string): Person => {
	const found = world.people.find((person) => person.name === name);
	if (!found) throw new Error(`no ${name}`);
	return found;
};

export async function orderBy(world: World, who: Person, fileIds: string[]): Promise<string> {
	const { app, model } = world;
	const path = `/g/${who.galleryId}`;
	const draft = await call(app.origin, who.headers, 'POST', `${path}/order-draft`, { fileIds });
	const key = { 'idempotency-key': world.ctx.ids.next() };
	const { viewHash } = draft;
	const order = await call(
		app.origin,
		who.headers,
		'POST',
		`${path}/orders`,
		{ fileIds: draft.fileIds, viewHash },
		key
	);
	for (const fileId of draft.fileIds) model.items.push({ orderId: order.id, fileId, after: 0 });
	for (const fileId of draft.fileIds) model.settle(fileId);
	world.orders.push(order.id);
	return order.id;
}

const place: Act = async (world, { one }) => {
	const { model, retouch } = world;
	const name = one(['final', 'all', 'without']) ?? 'final';
	const who = client(world, name);
	const rows = model.rows.get(retouch.id);
	const free = alive(world).filter(
		({ id, galleryId, released }) =>
			galleryId === retouch.id && released?.state === 'PROOF' && !model.pending(id).length
	);
	const file = one(free);
	if (!file || !rows?.get(who.email ?? '')?.order) return false;
	await orderBy(world, who, [file.id]);
	return true;
};

export async function deliverOrder({ api, model }: World, orderId: string, to: string[]) {
	const ready = model.items.filter((item) => item.orderId === orderId && model.isReady(item));
	const answer = await api('POST', `/orders/${orderId}/deliver`);
	const sent = answer.deliveries.filter((each: { deliveredAt?: string }) => each.deliveredAt).at(-1);
	const tokens = sent.mails.map(({ url }: { url: string }) => url.split('/').at(-1));
	const pins = new Map(ready.map(({ fileId }) => [fileId, model.file(fileId).current.n]));
	model.deliveries.push({ id: sent.id, pins, to, tokens, recalled: false, off: new Set(), ordered: true });
	model.items = model.items.filter((item) => !ready.includes(item));
	for (const { fileId } of ready) model.settle(fileId, { delivered: { ...model.file(fileId).current } });
	return String(tokens[0]);
}

const ownerOf = async ({ api }: World, orderId: string): Promise<string[]> =>
	(await api('GET', `/orders/${orderId}`)).recipients.map((each: { email: string }) => each.email ?? each);

const deliver: Act = async (world, { one }) => {
	const item = one(world.model.items.filter(world.model.isReady));
	if (!item) return false;
	await deliverOrder(world, item.orderId, await ownerOf(world, item.orderId));
	return true;
};

const withdraw: Act = async (world, { one }) => {
	const { api, model } = world;
	const item = one(model.items);
	if (!item) return false;
	const order = await api('GET', `/orders/${item.orderId}`);
	const open = order.items.find(
		(each: { fileId: string; state: string }) =>
			each.fileId === item.fileId && ['waiting', 'ready'].includes(each.state)
	);
	await api('POST', `/orders/${item.orderId}/items/${open.id}/withdraw`, { reason: 'not today' });
	model.items = model.items.filter((each: Item) => each !== item);
	model.settle(item.fileId);
	return true;
};

const recall: Act = async ({ api, model }, { one }) => {
	const delivery = one(model.deliveries.filter((each) => !each.recalled));
	if (!delivery) return false;
	await api('POST', `/deliveries/${delivery.id}/recall`);
	delivery.recalled = true;
	return true;
};

const takeOff: Act = async ({ api, model }, { one }) => {
	const delivery = one(model.deliveries.filter((each) => !each.recalled));
	const fileId = one([...(delivery?.pins.keys() ?? [])]);
	if (!delivery || !fileId) return false;
	await api('POST', `/deliveries/${delivery.id}/recall`, { fileIds: [fileId] });
	delivery.off.add(fileId);
	delivery.recalled = delivery.off.size === delivery.pins.size;
	return true;
};

const send: Act = async (world, { one }) => {
	const { api, model, retouch } = world;
	const file = one(alive(world).filter(({ galleryId }) => galleryId === retouch.id));
	const to = one(['final@client.test', 'without@client.test']);
	if (!file || !to) return false;
	const made = await api('POST', `/galleries/${retouch.id}/deliveries`, { fileIds: [file.id], to: [to] });
	const tokens = [made.url.split('/').at(-1)];
	const pins = new Map([[file.id, file.current.n]]);
	model.deliveries.push({
		id: made.id,
		pins,
		to: [to],
		tokens,
		recalled: false,
		off: new Set(),
		ordered: false
	});
	return true;
};

const DOWNLOADS: Row['download'][] = ['none', 'final', 'all'];

const access: Act = async ({ api, model, retouch }, { one, yes }) => {
	const rows = model.rows.get(retouch.id);
	const name = one(['final', 'all', 'dismissed', 'dismissed']);
	if (!rows || !name) return false;
	const subject = `${name}@client.test`;
	if (name === 'dismissed' && yes(0.7))
		rows.set(subject, { look: false, mark: false, order: false, download: 'none' });
	else rows.set(subject, { look: true, mark: true, order: true, download: one(DOWNLOADS) ?? 'none' });
	const body = [...rows].map(([email, row]) => ({ subject: email, ...row }));
	await api('PUT', `/galleries/${retouch.id}/access`, { rows: body });
	return true;
};

const remove: Act = async ({ api, model }, { one, yes }) => {
	const file = one([...model.files.values()].filter((each) => each.deleted === yes(0.5)));
	if (!file) return false;
	if (file.deleted) await api('POST', `/files/${file.id}/undelete`);
	else await api('DELETE', `/files/${file.id}?confirm=cancel-items`);
	file.deleted = !file.deleted;
	model.items = model.items.filter(({ fileId }) => fileId !== file.id);
	model.settle(file.id);
	return true;
};

const archive: Act = async (world, { one }) => {
	const { model, app, ctx } = world;
	const who = client(world, one(['final', 'all', 'elsewhere']) ?? 'all');
	const made = await call(app.origin, who.headers, 'POST', `/g/${who.galleryId}/archives`, {
		all: true
	}).catch(() => null);
	if (!made) return false;
	for (const { fileId } of made.files) {
		const released = model.file(fileId).released;
		if (released) model.archives.push({ who: who.name, url: made.url, fileId, ...released });
	}
	return ctx !== undefined;
};

export const ACTS: Record<string, Act> = {
	setState,
	replace,
	restore,
	place,
	deliver,
	withdraw,
	recall,
	takeOff,
	send,
	access,
	remove,
	archive
};
