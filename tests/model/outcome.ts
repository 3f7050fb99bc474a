import type { Context } from '#lib/server/context.ts';
import { findAll, type Found } from './found.ts';
import type { World } from './world.ts';

/** Everything that a promise is about, in words that are the same in every run. */
export async function outcomeIn(world: World) {
	const found = await findAll(world);
	const names = new Map(found.files.map(({ id, cameraName }) => [id, cameraName]));
	const nameOf = (id: string | null) => names.get(id ?? '');
	return {
		pictures: found.files
			.map((row) => [row.cameraName, row.state, row.currentVersion, row.releasedVersion, row.releasedState])
			.sort(),
		versions: found.versions.map(({ fileId, n, status }) => `${nameOf(fileId)} ${n} ${status}`).sort(),
		orders: found.orders.map((row) => ({
			by: row.placedByName,
			started: row.startedBy,
			items: found.items
				.filter(({ orderId }) => orderId === row.id)
				.map(({ fileId, state, cancelledBy }) => `${nameOf(fileId)} ${state} ${cancelledBy}`)
				.sort()
		})),
		deliveries: found.deliveries.map((row) => delivered(row, found, world.ctx)),
		mails: found.mails.map(({ template, to }) => `${template} ${to}`).sort()
	};
}

const delivered = (row: Found['deliveries'][number], { listed, links }: Found, { clock }: Context) => ({
	state: row.deliveredAt !== null ? 'sent' : row.held ? 'held' : 'open',
	dueInSeconds: row.dueAt === null ? null : Math.round((row.dueAt - clock.now()) / 1000),
	files: listed.filter(({ deliveryId }) => deliveryId === row.id).map(({ name }) => name),
	links: links.filter(({ deliveryId }) => deliveryId === row.id).length
});
