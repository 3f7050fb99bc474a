import { expect, test } from 'vitest';
import { playedBy } from './stream.ts';

const video = (own: '' | 'maybe') => ({ src: '', canPlayType: () => own });
const stream = { stream: '/film.m3u8' };

test.each([
	['a short film', {}, 'maybe', true, true, 'file'],
	['an iPhone', stream, 'maybe', false, true, 'stream'],
	['Safari', stream, 'maybe', true, true, 'stream'],
	['Chrome, whose own is young', stream, 'maybe', true, false, 'hls.js'],
	['Firefox', stream, '', true, false, 'hls.js'],
	['a browser that has neither', stream, '', false, false, 'file']
] as const)('%s', (_, film, own, hasMediaSource, isManaged, by) =>
	expect(playedBy(film, video(own), { hasMediaSource, isManaged })).toBe(by)
);
