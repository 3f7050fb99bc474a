import { expect, test, vi } from 'vitest';
import { parcelsOf, photoTypeOf, SavingPhotos } from './saving-photos.svelte.ts';

const file = (name: string, bytes = 3) => ({ name, bytes, url: `/d/t/files/${name}` });
const four = ['a.jpg', 'b.JPG', 'c.png', 'd.jpeg'].map((name) => file(name));

function phone(share = vi.fn((_: { files: File[] }) => Promise.resolve())) {
	const fetch = vi.fn((_: string) => Promise.resolve(new Response('abc')));
	return { share, fetch, canShare: () => true };
}

test.each([
	['a.jpg', 'image/jpeg'],
	['A.JPEG', 'image/jpeg'],
	['x.y.png', 'image/png'],
	['film.tif', 'image/tiff'],
	['IMG.heic', 'image/heic'],
	['shot.nef', undefined],
	['movie.mp4', undefined],
	['notes', undefined],
	['jpg.', undefined]
])('%s has the photo type %s', (name, type) => expect(photoTypeOf(name)).toBe(type));

test.each([
	['nothing', [], []],
	['one', [1], [1]],
	['up to the count', [1, 1, 1], [3]],
	['one more than the count', [1, 1, 1, 1], [3, 1]],
	['up to the bytes', [5, 5, 1], [2, 1]],
	['one beyond the bytes travels alone', [1, 50, 1], [1, 1, 1]]
])('parcels: %s', (_, sizes, lengths) => {
	const parcels = parcelsOf(
		sizes.map((bytes) => ({ bytes })),
		{ files: 3, bytes: 10 }
	);
	expect(parcels.map(({ length }) => length)).toEqual(lengths);
});

test('four finals go to the share sheet in one call, whole and by name', async () => {
	const device = phone();
	const saving = new SavingPhotos(four, device);
	await saving.press();
	expect(device.share).toHaveBeenCalledOnce();
	const sent = device.share.mock.calls[0]?.[0].files ?? [];
	expect(sent.map(({ name, type, size }) => [name, type, size])).toEqual([
		['a.jpg', 'image/jpeg', 3],
		['b.JPG', 'image/jpeg', 3],
		['c.png', 'image/png', 3],
		['d.jpeg', 'image/jpeg', 3]
	]);
	expect([saving.state, saving.saved, saving.progress]).toEqual(['done', 4, 1]);
});

test.each(['AbortError', 'NotAllowedError'])(
	'after %s the next press shares without fetching',
	async (name) => {
		const share = vi.fn((_: { files: File[] }) => Promise.resolve());
		share.mockRejectedValueOnce(new DOMException('', name));
		const device = phone(share);
		const saving = new SavingPhotos(four, device);
		await saving.press();
		expect([saving.state, saving.fault, saving.saved]).toEqual(['ready', undefined, 0]);
		await saving.press();
		expect(device.fetch).toHaveBeenCalledTimes(4);
		expect([saving.state, saving.saved]).toEqual(['done', 4]);
	}
);

test('a sheet that fails is said, and nothing counts as saved', async () => {
	const share = vi.fn((_: { files: File[] }) => Promise.reject(new DOMException('', 'DataError')));
	const saving = new SavingPhotos(four, phone(share));
	await saving.press();
	expect([saving.state, saving.fault, saving.saved]).toEqual(['ready', 'share', 0]);
});

test.each([
	['a refusal', () => Promise.resolve(new Response('gone', { status: 410 }))],
	['no connection', () => Promise.reject(new TypeError('offline'))],
	['a file cut short', () => Promise.resolve(new Response('ab'))]
])('%s shares nothing, and the next press tries again', async (_, answer) => {
	const device = phone();
	device.fetch.mockImplementationOnce(answer);
	const saving = new SavingPhotos(four, device);
	await saving.press();
	expect([saving.state, saving.fault]).toEqual(['idle', 'fetch']);
	expect(device.share).not.toHaveBeenCalled();
	await saving.press();
	expect(saving.saved).toBe(4);
});

test('45 pictures go in parcels, a press each', async () => {
	const device = phone();
	const saving = new SavingPhotos(
		Array.from({ length: 45 }, (_, at) => file(`${at}.jpg`)),
		device
	);
	const steps = [];
	for (let at = 0; at < 3; at++) {
		steps.push(saving.next);
		await saving.press();
	}
	expect(steps).toEqual([20, 20, 5]);
	expect([saving.state, saving.saved]).toEqual(['done', 45]);
});

test('it is offered only where the device shares files, and only for pictures', () => {
	const { fetch, share } = phone();
	expect(new SavingPhotos(four, { fetch }).isOffered).toBe(false);
	expect(new SavingPhotos(four, { fetch, share }).isOffered).toBe(false);
	expect(new SavingPhotos(four, { fetch, share, canShare: () => false }).isOffered).toBe(false);
	const mixed = new SavingPhotos([...four, file('x.nef')], phone());
	expect([mixed.isOffered, mixed.count, mixed.rest]).toEqual([true, 4, 1]);
});
