import { expect, test } from 'vitest';
import { Drafts } from './drafts.svelte.ts';
import { ViewerState } from './viewer-state.svelte.ts';

// What is beside what while pictures are compared.

const file = (id: string) => ({
	id,
	name: id,
	version: 1,
	kind: 'image',
	width: 3,
	height: 2,
	renditions: []
});

function looking(ids: string, at: string) {
	const shown = { current: at, files: [...ids].map(file), closed: false };
	const drafts = new Drafts();
	const state: ViewerState = new ViewerState(() => ({
		files: shown.files,
		current: shown.current,
		drafts,
		onmove: (id) => {
			shown.current = id;
			state.turned();
		},
		onclose: () => void (shown.closed = true)
	}));
	state.turned();
	return { state, shown };
}

test('the next one is never one that is compared already', () => {
	const { state, shown } = looking('ABCD', 'A');
	state.compare();
	expect(state.comparing).toEqual(['A', 'B']);
	state.move(1);
	expect(state.comparing).toEqual(['C', 'B']);
	expect(shown.current).toBe('C');
	state.move(-1);
	expect(state.comparing).toEqual(['A', 'B']);
	expect(state.beside(-1)).toBeUndefined();
});

test('whichever way another picture came on show, it is among what is compared', () => {
	const { state, shown } = looking('ABCD', 'A');
	state.compare();
	shown.current = 'D';
	state.turned();
	expect(state.comparing).toEqual(['D', 'B']);
	shown.current = 'B';
	state.turned();
	expect(state.comparing).toEqual(['D', 'B']);
});

test('words are gone once they were kept, and stay where they were not', async () => {
	const { state } = looking('AB', 'A');
	state.draft.text = 'Lighter, please';
	await state.say(() => false);
	expect(state.draft).toMatchObject({ text: 'Lighter, please', isRefused: true, isOnItsWay: false });
	await state.say(async ({ text }) => text === 'Lighter, please');
	expect(state.draft).toMatchObject({ text: '', isRefused: false });
});

test('what is half said stays with its picture', () => {
	const { state } = looking('AB', 'A');
	state.draft.text = 'Of A';
	state.draft.answering = { id: 'one', name: 'Ben' };
	state.move(1);
	expect(state.draft).toMatchObject({ text: '', answering: undefined });
	state.move(-1);
	expect(state.draft).toMatchObject({ text: 'Of A', answering: { name: 'Ben' } });
});

test('a picture that is taken away leaves its place to the next, the last one to nobody', () => {
	const { state, shown } = looking('ABC', 'B');
	shown.files = [...'AC'].map(file);
	state.stay();
	expect(shown.current).toBe('C');
	shown.files = [...'A'].map(file);
	state.stay();
	expect(shown.current).toBe('A');
	shown.files = [];
	state.stay();
	expect(shown.closed).toBe(true);
});
