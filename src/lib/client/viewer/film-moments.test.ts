import { expect, test } from 'vitest';
import { filmActOf } from '#lib/client/keys.ts';
import { Drafts } from './drafts.svelte.ts';
import type { NewRemark } from './types.ts';
import { ViewerState } from './viewer-state.svelte.ts';

// What is said of a film names its moment, and a drawing is seen nowhere else.

const plain = { version: 1, width: 3, height: 2, renditions: [] };
const film = { durationMs: 30_000, status: 'ready', frameUs: 40_000, url: '/film.mp4' } as const;
const files = [
	{ ...plain, id: 'F', name: 'F', kind: 'mp4', film },
	{ ...plain, id: 'P', name: 'P', kind: 'image' },
	{ ...plain, id: 'U', name: 'U', kind: 'mp4', film: { durationMs: 30_000, status: 'preparing' as const } }
];
const ring = { rectangle: [0.1, 0.1, 0.2, 0.2] };

function looking(at: string) {
	const shown = { current: at };
	const drafts = new Drafts();
	const state: ViewerState = new ViewerState(() => ({
		...{ files, drafts, current: shown.current },
		onmove: (id) => {
			shown.current = id;
			state.turned();
		},
		onclose: () => undefined
	}));
	state.turned();
	return state;
}

async function said(state: ViewerState) {
	const heard: NewRemark[] = [];
	state.draft.text ||= 'Here';
	await state.say((remark) => heard.push(remark) > 0);
	return heard[0];
}

test.each(['P', 'U'])('of %s, which cannot be played, nothing names a moment', async (id) => {
	const state = looking(id);
	state.playFilm('toggle');
	state.begin('drawing');
	state.draw(ring);
	state.go({ id: 'x', time: 4 });
	expect(state.player.isOpen).toBe(false);
	expect((await said(state))?.time).toBeUndefined();
});

test('words begun on the poster are of the whole film, and so are those that were made so', async () => {
	const state = looking('F');
	state.begin('words');
	expect((await said(state))?.time).toBeUndefined();
	state.go({ time: 4 });
	state.begin('words');
	state.draft.unpin();
	state.begin('words');
	expect((await said(state))?.time).toBeUndefined();
});

test('an answer names no moment, unless it draws', async () => {
	const state = looking('F');
	state.go({ time: 4 });
	state.begin('words');
	state.draft.answering = { id: 'one', name: 'Ben' };
	expect((await said(state))?.time).toBeUndefined();
	state.draft.answering = { id: 'one', name: 'Ben' };
	state.draw(ring);
	expect(await said(state)).toMatchObject({ time: 4, replyTo: 'one' });
});

test('words name the moment at which they were begun', async () => {
	const state = looking('F');
	state.go({ time: 4.0204 });
	state.begin('words');
	state.draft.text = 'The lamp';
	state.player.seek(9);
	state.begin('words');
	expect(await said(state)).toMatchObject({ text: 'The lamp', time: 4.02 });
});

test('a drawing is of the frame of its first stroke, and is drawn on there only', () => {
	const state = looking('F');
	state.tool = 'pen';
	state.begin('drawing');
	state.player.seek(4);
	state.draw(ring);
	expect(state.draft.time).toBe(4);
	state.player.seek(9);
	expect(state.drawsWith).toBeUndefined();
	state.begin('drawing');
	expect(state.player.time).toBe(4);
	expect(state.drawsWith).toBe('pen');
});

test('a drawing is seen at its moment only, one without on the poster or when it is chosen', () => {
	const state = looking('F');
	expect(state.isSeen({ id: 'a', time: 4 })).toBe(false);
	expect(state.isSeen({ id: 'b' })).toBe(true);
	state.go({ id: 'a', time: 4 });
	expect(state.active).toBe('a');
	expect(state.isSeen({ id: 'a', time: 4 })).toBe(true);
	expect(state.isSeen({ id: 'b' })).toBe(false);
	state.active = 'b';
	expect(state.isSeen({ id: 'b' })).toBe(true);
	state.player.seek(4.1);
	expect(state.isSeen({ id: 'a', time: 4 })).toBe(false);
});

test('another picture puts the film away, and half said words keep its moment', () => {
	const state = looking('F');
	state.go({ time: 4 });
	state.begin('words');
	state.draft.text = 'Half';
	state.move(1);
	expect(state.player.isOpen).toBe(false);
	expect(state.draft.time).toBeUndefined();
	state.move(-1);
	expect(state.draft).toMatchObject({ text: 'Half', time: 4 });
});

test.each([
	['y', 'KeyY', undefined],
	['m', 'KeyM', undefined],
	['1', 'Digit1', undefined],
	[' ', 'Space', 'toggle'],
	['K', 'KeyK', 'toggle'],
	['о', 'KeyJ', 'back'],
	['l', 'KeyL', 'forward'],
	[',', 'Comma', 'frameBack'],
	['.', 'Period', 'frameOn']
])('the key %s', (key, code, act) => {
	const press = { key, code, ctrlKey: false, metaKey: false, altKey: false };
	expect(filmActOf({ ...press, ctrlKey: true })).toBeUndefined();
	expect(filmActOf({ ...press, getModifierState: () => true })).toBeUndefined();
	expect(filmActOf(press)).toBe(act);
});
