import { expect, test } from 'vitest';
import { FilmPlayer, type Video } from './film-player.svelte.ts';

const film = { durationMs: 30_000, status: 'ready', frameUs: 40_000 } as const;

function element(): Video {
	const video = {
		...{ currentTime: 0, paused: true, muted: false, volume: 1 },
		pause: () => void (video.paused = true),
		play: async () => void (video.paused = false)
	};
	return video;
}

function playing() {
	const video = element();
	const player = new FilmPlayer();
	player.open(film, { plays: false });
	const leave = player.take(video);
	return { video, player, leave };
}

test('nothing happens without a film, or once it has gone', () => {
	const { player, video, leave } = playing();
	leave();
	player.close();
	for (const act of ['toggle', 'back', 'forward', 'frameBack', 'frameOn'] as const) player.act(act);
	player.show(4);
	expect(player.time).toBe(0);
	expect(player.standsAt(0)).toBe(false);
	expect(video).toMatchObject({ currentTime: 0, paused: true });
});

test('a film that the browser cannot play is not opened again', () => {
	const { player } = playing();
	player.fail();
	player.open(film, { plays: true });
	expect(player.isOpen).toBe(false);
	player.close();
	player.open(film, { plays: true });
	expect(player.isOpen).toBe(true);
});

test('never leaves the film', () => {
	const { player, video } = playing();
	player.act('back');
	expect(video.currentTime).toBe(0);
	player.act('forward');
	expect(video.currentTime).toBe(10);
	player.seek(99);
	expect(video.currentTime).toBe(30);
	player.act('frameOn');
	expect(video.currentTime).toBe(30);
});

test('steps from frame to frame, each once, and stands then', () => {
	const { player, video } = playing();
	player.act('toggle');
	const frames = Array.from({ length: 6 }, () => {
		player.act('frameOn');
		return Math.floor(video.currentTime / 0.04);
	});
	expect(frames).toEqual([1, 2, 3, 4, 5, 6]);
	player.act('frameBack');
	player.act('frameBack');
	expect(Math.floor(video.currentTime / 0.04)).toBe(4);
	expect(video.paused).toBe(true);
});

test('a moment asked for before the element is there is where it stands', () => {
	const player = new FilmPlayer();
	player.open(film, { plays: true });
	player.show(4);
	const video = element();
	player.take(video);
	expect(video).toMatchObject({ currentTime: 4, paused: true });
	expect(player.standsAt(4)).toBe(true);
});

test('a moment is on show while the film stands there, within a frame', () => {
	const { player, video } = playing();
	player.show(4);
	expect(player.standsAt(4.04)).toBe(true);
	expect(player.standsAt(3.96)).toBe(true);
	expect(player.standsAt(4.09)).toBe(false);
	player.act('toggle');
	player.heard(video);
	expect(player.standsAt(4)).toBe(false);
});

test('how loud it is stays for the next film', () => {
	const { player, leave } = playing();
	player.setVolume(0.4);
	player.setMuted(true);
	leave();
	player.close();
	player.open(film, { plays: false });
	const next = element();
	player.take(next);
	expect(next).toMatchObject({ muted: true, volume: 0.4 });
});
