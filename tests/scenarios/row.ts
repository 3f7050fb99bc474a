import { paramsOf, pathOf, methodOf, type Route } from '#tests/support/app/routes.ts';
import type { Scene, Who } from './scene.ts';

type Body = Record<string, unknown> | string | Uint8Array;

/** One line of the table: a route, what each of the seven people hears, and what it leaves behind. */
export type Row = {
	route: Route;
	/** Statuses for nobody, stranger, guest, client, retoucher, photographer, token. */
	is: string;
	/** Parameters where the scene's usual ones do not fit. */
	at?: (scene: Scene) => Record<string, string> | Promise<Record<string, string>>;
	query?: string;
	/** JSON; a string goes as a form, a Buffer as it is. */
	send?: Body | ((scene: Scene) => Body | Promise<Body>);
	headers?: Record<string, string> | ((scene: Scene) => Record<string, string>);
	/** What those who are let in read there. */
	says?: string;
	/**
	 * What is left behind where it is let through, for everybody or person by person: the tables that change, and after
	 * `>` what is announced. Nothing else is; without it, nothing at all. A refusal never leaves anything.
	 */
	leaves?: string | Partial<Record<Who, string>>;
};

export const MEMBERS = '401 401 401 401 200 200 200';
export const MANAGERS = '401 401 401 401 403 200 200';

/** What a route's parameters stand for in the scene. */
function usual(scene: Scene, route: Route): Record<string, string> {
	const token = route.includes('/d/') ? scene.sent.token : scene.invitation.token;
	return {
		gallery: scene.gallery.id,
		file: scene.files.proof.id,
		order: scene.running,
		item: scene.item,
		selection: scene.gallery.selectionId,
		sid: scene.gallery.selectionId,
		participant: scene.ben.participantId,
		invitation: scene.invitation.id,
		delivery: scene.sent.id,
		archive: scene.archive.url.split('/').at(-1)?.replace('.zip', '') ?? '',
		name: 'NEW_1.jpg',
		product: 'web',
		version: '1',
		width: '400',
		rung: 'top',
		token
	};
}

export const fill = (route: Route, values: Record<string, string>) =>
	pathOf(route).replace(/\[(\w+)\]/g, (_, name: string) => {
		const value = values[name];
		if (value === undefined) throw new Error(`${route}: nothing stands for ${name}`);
		return encodeURIComponent(value);
	});

export async function valuesOf(row: Row, scene: Scene): Promise<Record<string, string>> {
	const all = { ...usual(scene, row.route), ...(await row.at?.(scene)) };
	return Object.fromEntries(paramsOf(row.route).map((name) => [name, all[name] ?? '']));
}

export type Sent = { url: string; init: RequestInit };

/** The request of a row as one person makes it. */
export async function requestOf(
	row: Row,
	scene: Scene,
	who: Who,
	values: Record<string, string>
): Promise<Sent> {
	const body = typeof row.send === 'function' ? await row.send(scene) : row.send;
	const more = typeof row.headers === 'function' ? row.headers(scene) : row.headers;
	const url = `${scene.ctx.env.ORIGIN}${fill(row.route, values)}${row.query ?? ''}`;
	const headers = { ...scene.headers[who], ...typeOf(body), ...more };
	const init = { method: methodOf(row.route), headers, redirect: 'manual' as const };
	return { url, init: body === undefined ? init : { ...init, body: bytesOf(body) } };
}

function typeOf(body: Body | undefined): Record<string, string> {
	if (body === undefined || body instanceof Uint8Array) return {};
	const form = 'application/x-www-form-urlencoded';
	return { 'content-type': typeof body === 'string' ? form : 'application/json' };
}

function bytesOf(body: Body): BodyInit {
	if (body instanceof Uint8Array) return new Uint8Array(body);
	return typeof body === 'string' ? body : JSON.stringify(body);
}
