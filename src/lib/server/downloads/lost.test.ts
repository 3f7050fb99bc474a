import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ann } from '#tests/support/cast/cast.ts';
import { memberBrowser } from '#tests/support/app/front.ts';
import { aDelivery, anUnmatched, aStoredFile } from '#tests/support/cast/stored.ts';
import { pinsOf, startTaking, type Taking } from '#tests/support/app/taking.ts';

let test: Taking;
beforeEach(async () => {
	test = await startTaking();
});
afterEach(() => test.close());

type Asked = { path: string; as: string };

/** Each way to fetch one picture, its preview or an archive of it, with the objects behind it. */
async function everyWay() {
	const { ctx } = test;
	const { id, as } = await test.aGalleryToTake();
	const file = await aStoredFile(ctx, id, { name: 'a.jpg', renditions: [400] });
	const { token } = await aDelivery(ctx, id, pinsOf([file]));
	const { body } = await test.pack(id, as);
	const studio = await memberBrowser(ctx, await ann(ctx));
	const unmatched = await anUnmatched(ctx, id);
	const ways: Record<string, Asked> = {
		'a download': { path: `/g/${id}/files/${file.id}/download`, as },
		'an original of the studio': { path: `/api/v1/files/${file.id}/original`, as: studio },
		'an archive': { path: body.url, as },
		'a delivered file': { path: `/d/${token}/files/${file.id}`, as: '' },
		'a delivered archive': { path: `/d/${token}/archive.zip`, as: '' },
		'a preview': { path: `/r/${id}/${file.id}/1/400.webp`, as },
		'a delivered preview': { path: `/d/${token}/r/${file.id}/400.webp`, as: '' },
		'a preview of an upload without a file': {
			path: `/api/v1/unmatched/${unmatched.id}/400.webp`,
			as: studio
		}
	};
	return {
		ways,
		keys: [file.storageKey, ...[...file.renditions, ...unmatched.renditions].map(({ key }) => key)]
	};
}

const ask = ({ path, as }: Asked, method: string) => test.front.fetch(path, { as, method });

describe('what is asked for', () => {
	it('is answered the same to HEAD and to GET while its bytes are there', async () => {
		const { ways } = await everyWay();
		for (const [name, way] of Object.entries(ways)) {
			const [head, get] = [await ask(way, 'HEAD'), await ask(way, 'GET')];
			expect([name, head.status, await head.text()]).toEqual([name, 200, '']);
			expect([name, get.status, get.headers.get('content-length')]).toEqual([
				name,
				200,
				head.headers.get('content-length')
			]);
			expect((await get.arrayBuffer()).byteLength).toBe(Number(get.headers.get('content-length')));
		}
	});

	it.each(['HEAD', 'GET'])('is unavailable to %s when its bytes are lost', async (method) => {
		const { ways, keys } = await everyWay();
		for (const key of keys) await test.ctx.storage.remove(key);
		const found: [string, number][] = [];
		for (const [name, way] of Object.entries(ways)) {
			const answer = await ask(way, method);
			found.push([name, answer.status]);
			await answer.text();
		}
		expect(found).toEqual(Object.keys(ways).map((name) => [name, 503]));
	});
});
