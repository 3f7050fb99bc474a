import { allRoutes, methodOf, paramsOf, pathOf, SOCKETS, type Route } from '#tests/support/app/routes.ts';
import type { Chance } from './acts.ts';
import { mayHave, type Facts } from './model.ts';
import type { Found } from './trace.ts';
import type { Person, World } from './world.ts';

export type Asked = { who: Person; route: Route; url: string; token: string | undefined; found: Found[] };

const BYTES = /download|original|archive|\/r\/|manifest|\/d\/|\.webp/;
const ROUTES = allRoutes().filter((route) => !SOCKETS.includes(route));
const HEAVY = ROUTES.filter((route) => BYTES.test(route));
const RANGES = ['bytes=-16', 'bytes=-100', 'bytes=0-', 'bytes=3-', 'bytes=0-15', 'bytes=0-0,-16'];

/** Whoever has a session may come in where anybody may look, and is a guest there. */
const SEAT = 'POST /g/[gallery]/seat';

/** Where bytes are: half of the walk knocks there with what could be theirs. */
const HOPEFUL = ROUTES.filter((route) =>
	/^GET .*(\/download|\/original|archives\/|\/r\/\[gallery|\/d\/\[token\]\/)/.test(route)
);

function isFor(route: Route, { kind }: Person): boolean {
	if (route.includes('[token]')) return true;
	return route.includes('/api/') ? kind === 'member' : kind === 'client' || route.includes('/r/');
}

/** Fills a route from what exists by now: whosever it is, or, in hope, from what the person has to do with. */
function filled(
	world: World,
	{ one }: Chance,
	route: Route,
	theirs: Person | null
): { path: string; token: string | undefined; gallery: string } {
	const { model, retouch, open } = world;
	const galleryId = theirs?.galleryId;
	const file = one([...model.files.values()].filter((each) => !galleryId || each.galleryId === galleryId));
	const delivery = one(model.deliveries.filter(({ recalled }) => !theirs || !recalled));
	const token = one(delivery?.tokens ?? []) ?? 'A'.repeat(43);
	const archive =
		one(model.archives.filter(({ who }) => !theirs || who === theirs.name))
			?.url.split('/')
			.at(-1)
			?.replace('.zip', '') ?? 'none';
	const order = one(model.items)?.orderId ?? one(world.orders) ?? 'none';
	const inDelivery = route.includes('/d/') ? one([...(delivery?.pins.keys() ?? [])]) : undefined;
	const values: Record<string, string> = {
		gallery: file?.galleryId ?? one([retouch.id, open.id]) ?? '',
		...{ file: inDelivery ?? file?.id ?? '', order, archive, token, width: '90' },
		version: String(one(file?.versions ?? [])?.n ?? 1),
		name: 'NEW.jpg',
		...{ selection: retouch.selectionId, sid: retouch.selectionId, delivery: delivery?.id ?? 'none' }
	};
	const path = pathOf(route).replace(/\[(\w+)\]/g, (_, name: string) => values[name] ?? 'none');
	const gallery = values['gallery'] ?? '';
	return { path, token: paramsOf(route).includes('token') ? token : undefined, gallery };
}

const isSafe = ({ kind }: Person, route: Route) =>
	kind !== 'member' || ['GET', 'HEAD'].includes(methodOf(route));

/** One request of anybody to anything; what it gives away is found later, against the facts of its moment. */
export async function askOne(world: World, chance: Chance): Promise<Asked> {
	const { one, yes } = chance;
	const isHopeful = yes(0.5);
	const route = one(isHopeful ? HOPEFUL : yes(0.5) ? HEAVY : ROUTES);
	const who = one(isHopeful ? world.people.filter((each) => isFor(route ?? '', each)) : world.people);
	if (!who || !route) throw new Error('nobody, or nowhere');
	const { path, token, gallery } = filled(world, chance, route, isHopeful ? who : null);
	const method = isSafe(who, route) ? methodOf(route) : 'GET';
	const query = yes(0.3) ? (one(['?version=1', '?version=2', '?version=3', '?as=studio']) ?? '') : '';
	const url = path.includes('?') ? path : path + query;
	const isWrite = !['GET', 'HEAD', 'OPTIONS'].includes(method);
	const range: Record<string, string> = !isWrite && yes(0.3) ? { range: one(RANGES) ?? '' } : {};
	const response = await fetch(world.app.origin + url, {
		method,
		headers: { ...who.headers, ...range, ...(isWrite ? { 'content-type': 'application/json' } : {}) },
		redirect: 'manual',
		...(isWrite ? { body: '{}' } : {})
	});
	if (route === SEAT && response.ok) who.visits?.add(gallery);
	const body = Buffer.from(await response.arrayBuffer().catch(() => new ArrayBuffer(0)));
	return { who, route, url, token, found: world.traces.in(body) };
}

/** What was given away and must not have been, by none of these facts. */
export const leaks = ({ who, url, token, found }: Asked, moments: Facts[]) =>
	found
		.filter((each) => !moments.some((facts) => mayHave(facts, who, token, each)))
		.map((each) => `${who.name} ${url} gave ${each.tier} of version ${each.n} of ${each.fileId}`);
