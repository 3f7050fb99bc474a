import { afterEach, expect, test, vi } from 'vitest';
import { aFileView, aVersionView } from '#tests/support/cast/views.ts';
import { Review } from './review.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

const asking = (id: string) =>
	aFileView(id, { incoming: { version: 2, state: 'FINAL', status: 'asks', asks: 'ok' } });

const picture = (n: number) => aVersionView(n, { renditions: [{ width: 640, url: `/v${n}.webp` }] });

/** Two finals that wait, a server that notes what it is asked, and acts that are never refused. */
function scene(files = [asking('a'), asking('b')]) {
	const asked: string[] = [];
	vi.stubGlobal('fetch', (path: string, { method }: RequestInit) => {
		if (method === 'POST') asked.push(path);
		return Promise.resolve(Response.json([picture(2), picture(1)]));
	});
	const review = new Review(
		() => files,
		async (work) => {
			await work();
			return true;
		}
	);
	return { review, asked, files };
}

test('a final is not accepted before it was seen', async () => {
	const { review, asked } = scene();
	await review.accept();
	await review.versions.fetch('a');
	await review.accept();
	expect(asked).toEqual([]);
	review.shown('/v2.webp');
	await review.accept();
	expect(asked).toEqual(['/api/v1/files/a/accept']);
});

test('a key held down accepts one final, not all of them', async () => {
	const { review, asked, files } = scene();
	await review.versions.fetch('a');
	review.shown('/v2.webp');
	await Promise.all([review.accept(), review.accept()]);
	await review.accept();
	files.shift();
	await review.accept();
	expect(asked).toEqual(['/api/v1/files/a/accept']);
});

test('the place among those that wait is never past the last', () => {
	const { review, files } = scene();
	review.step(1);
	expect([review.at, review.of]).toEqual([1, 2]);
	files.pop();
	expect([review.at, review.of]).toEqual([0, 1]);
});

test('a note that was begun stays with its picture', () => {
	const { review } = scene();
	review.note = 'More light';
	review.step(-1);
	expect(review.note).toBe('More light');
	review.step(1);
	expect(review.note).toBe('');
});

test('what looks like another picture is refused without a note of one’s own', async () => {
	const other = asking('a');
	if (other.incoming) other.incoming.asks = 'unlike';
	const { review, asked } = scene([other]);
	const sent: unknown[] = [];
	const before = globalThis.fetch;
	vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
		if (typeof init.body === 'string') sent.push(JSON.parse(init.body));
		return before(path, init);
	});
	expect(review.isUnlike).toBe(true);
	await review.refuse('Not this picture');
	expect(asked).toEqual(['/api/v1/files/a/refuse']);
	expect(sent).toEqual([{ version: 2, note: 'Not this picture' }]);
});
