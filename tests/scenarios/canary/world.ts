import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import type { Rights } from '#lib/domain/access/rights.ts';
import * as rows from '#lib/server/db/schema.ts';
import { makeRegistry } from '#lib/server/jobs/registry.ts';
import { runDueJobs } from '#lib/server/jobs/runner.ts';
import { previewsAmong, renditionsOf } from '#lib/server/renditions/index.ts';
import { aClient, aGallery, aGuest, aRow, CHOOSES, LOOKS } from '#tests/support/cast/cast.ts';
import { browserOf } from '#tests/support/app/front.ts';
import { asBrowser, forgedCookie, staffOf, startServed, type As } from '#tests/support/app/served.ts';
import { realDecoders } from '#tests/support/app/uploads.ts';
import { Model, type Reader, type Row, type State } from './model.ts';
import { makeTraces } from './trace.ts';

export type Person = Reader & { headers: As };
export type World = Awaited<ReturnType<typeof aWorld>>;

const SIZE = { width: 90, height: 60 };

/** Two galleries, one that offers finals and one that offers all, and every kind of person. */
export async function aWorld() {
	const served = await startServed();
	const { app, ctx } = served;
	const staff = await staffOf(served);
	const decoders = realDecoders();
	const registry = makeRegistry(decoders);
	const model = new Model();
	const traces = makeTraces(() => ctx.ids.bytes(8));
	const day = { graceSeconds: 86_400 };
	const [retouch, open] = [
		await aGallery(ctx, { ...day }),
		await aGallery(ctx, { ...day, preset: 'download' })
	];
	const api = (method: string, path: string, body?: unknown) =>
		call(app.origin, staff.headers.token, method, path, body);
	const people = await peopleOf(served, model, retouch, open);
	const members: Person[] = Object.entries(staff.headers).map(([name, headers]) => ({
		name,
		kind: 'member',
		headers
	}));
	let seed = 0;

	/** Uploads a picture with a canary and has it processed; answers file and number. */
	async function upload(path: string) {
		const background = { r: (seed += 37) % 256, g: (seed * 7) % 256, b: (seed * 13) % 256 };
		const picture = await sharp({ create: { ...SIZE, channels: 3, background } })
			.jpeg()
			.toBuffer();
		const bytes = traces.marked(picture);
		const answer = await api('PUT', path, bytes);
		await runDueJobs(ctx, registry);
		const made = await ctx.db.read
			.select()
			.from(rows.version)
			.where(eq(rows.version.fileId, answer.id))
			.all();
		const version = made.sort((a, b) => (a.n ?? 0) - (b.n ?? 0)).at(-1);
		if (!version?.n || version.status !== 'current') throw new Error(`not current: ${version?.status}`);
		const previews = await Promise.all(
			previewsAmong(await renditionsOf(ctx.db.read, version.id)).map(async ({ key }) =>
				bytesAt(await ctx.storage.open(key))
			)
		);
		traces.keep({ fileId: answer.id, n: version.n }, bytes, previews);
		return { fileId: answer.id, n: version.n };
	}

	async function aPicture(galleryId: string, name: string, state: State = 'PROOF') {
		const { fileId: id, n } = await upload(`/galleries/${galleryId}/files/${name}?state=${state}&add=yes`);
		const version = { n, lastState: state, everReleased: true, takenBack: false };
		const [current, released] = [
			{ n, state },
			{ n, state }
		];
		model.files.set(id, { id, galleryId, deleted: false, current, released, versions: [version] });
		return id;
	}
	return {
		...{ served, ctx, app, model, traces, api, upload, aPicture, retouch, open },
		orders: new Array<string>(),
		people: [...people, ...members],
		close: async () => {
			await decoders.close();
			await served.close();
		}
	};
}

const rowOf = ({ look, mark, order, download }: Rights): Row => ({ look, mark, order, download });

async function peopleOf(
	{ app, ctx }: Awaited<ReturnType<typeof startServed>>,
	model: Model,
	retouch: { id: string },
	open: { id: string }
): Promise<Person[]> {
	const anybody = { ...LOOKS, mark: true };
	model.offers.set(retouch.id, ['FINAL']).set(open.id, ['PROOF', 'FINAL']);
	for (const { id } of [retouch, open]) {
		model.rows.set(id, new Map([['anybody', rowOf(anybody)]]));
		await aRow(ctx, id, 'anybody', anybody);
	}
	const client = async (name: string, galleryId: string, download: Rights['download']): Promise<Person> => {
		const rights = { ...CHOOSES, download };
		const actor = await aClient(ctx, galleryId, name, rights);
		const email = `${name}@client.test`;
		model.rows.get(galleryId)?.set(email, rowOf(rights));
		const headers = {
			...asBrowser(app.origin, await browserOf(ctx, actor)),
			'x-participant': actor.participantId
		};
		return { name, kind: 'client', email, galleryId, visits: new Set(), headers };
	};
	const gus = await aGuest(ctx, retouch.id);
	const guest = asBrowser(app.origin, await browserOf(ctx, gus));
	return [
		await client('final', retouch.id, 'final'),
		await client('all', retouch.id, 'all'),
		await client('without', retouch.id, 'none'),
		await client('dismissed', retouch.id, 'all'),
		await client('elsewhere', open.id, 'all'),
		{ name: 'guest', kind: 'client', galleryId: retouch.id, visits: new Set(), headers: guest },
		{ name: 'nobody', kind: 'nobody', headers: asBrowser(app.origin, '') },
		{ name: 'stranger', kind: 'nobody', headers: asBrowser(app.origin, forgedCookie(ctx)) }
	];
}

export async function bytesAt(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks);
}

/** A call of the API or of a client that must succeed. */
export async function call(
	origin: string,
	as: As,
	method: string,
	path: string,
	body?: unknown,
	more: As = {}
) {
	const isBytes = body instanceof Uint8Array;
	const response = await fetch(
		`${origin}${path.startsWith('/g/') || path.startsWith('/o/') ? '' : '/api/v1'}${path}`,
		{
			method,
			headers: { ...as, ...(body && !isBytes ? { 'content-type': 'application/json' } : {}), ...more },
			...(body === undefined ? {} : { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) })
		}
	);
	if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
	return response.status === 204 ? {} : response.json();
}
