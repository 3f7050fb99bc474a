import { expect, test } from 'vitest';
import { bytesOf, dropDesk, FINAL, type DropDesk } from '#tests/support/app/drops.ts';

// One computer sends "ü" as one sign and another as two; a person sees one name.

let drops: DropDesk;
dropDesk((made) => void (drops = made));

const COMPOSED = 'M\u00FCller_1.jpg';
const APART = COMPOSED.normalize('NFD');
const PERSIAN = '\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645.jpg';
const put = (name: string, query: string, look: Parameters<typeof bytesOf>[0]) =>
	drops.put(`galleries/${drops.galleryId}/files/${encodeURIComponent(name)}?${query}`, bytesOf(look));

test.each([
	['composed first', COMPOSED, APART],
	['taken apart first', APART, COMPOSED],
	['with a joiner, then without', PERSIAN, PERSIAN.replace('\u200C', '')],
	['Hangul', '\u1112\u1161\u11AB.jpg', '\uD55C.jpg'],
	['kana', '\u304B\u3099.jpg', '\u304C.jpg']
])('the same picture under one name in two forms is skipped: %s', async (_, first, second) => {
	expect((await put(first, '', 'A')).status).toBe(201);
	expect((await put(second, '', 'A')).status).toBe(200);
	expect(await drops.files()).toHaveLength(1);
});

test('a section in two forms is one, below one folder too', async () => {
	for (const [form, look] of [
		['NFC', 'A'],
		['NFD', 'B']
	] as const) {
		const section = encodeURIComponent('Hochzeit/K\u00FCche'.normalize(form));
		expect((await put(`${form}.jpg`, `section=${section}`, look)).status).toBe(201);
	}
	expect(new Set((await drops.files()).map(({ section }) => section))).toEqual(
		new Set(['Hochzeit/K\u00FCche'])
	);
});

test('a final in the other form, with another case or without the joiner replaces its picture', async () => {
	await put(COMPOSED, '', 'A');
	await put(PERSIAN, '', 'B');
	await drops.work();
	for (const [name, look] of [
		[APART.toUpperCase(), 'A'],
		[PERSIAN.replace('\u200C', ''), 'B']
	] as const)
		expect((await put(name, FINAL, look)).status).toBe(200);
	expect(await drops.files()).toHaveLength(2);
});

test('the camera name keeps the joiner that is part of its word', async () => {
	await put(PERSIAN, '', 'A');
	expect(await drops.files()).toMatchObject([{ name: PERSIAN, cameraName: PERSIAN }]);
});
