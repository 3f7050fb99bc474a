import { expect, it } from 'vitest';
import { LIMITS } from '#lib/realtime/limits.ts';
import { testClock } from '#tests/support/cast/context.ts';
import { ConnectionLimiter } from './connection-limiter.ts';

const many = (count: number, may: () => boolean) => Array.from({ length: count }, may).filter(Boolean).length;

it('a browser opens two hundred sockets at once, then ten a second; others are not held up by it', () => {
	const clock = testClock();
	const openings = new ConnectionLimiter(clock.now);
	const cleo = () => openings.maySession('cleo');
	expect(many(300, cleo)).toBe(LIMITS.sessionOpensBurst);
	expect(openings.maySession('ben')).toBe(true);
	clock.forward(1_000);
	expect(many(300, cleo)).toBe(LIMITS.sessionOpensPerSecond);
});

it('a network opens so many whoever its browsers are, also after what is full was forgotten', () => {
	const clock = testClock();
	const openings = new ConnectionLimiter(clock.now);
	const house = () => openings.mayNetwork('192.0.2.1');
	expect(many(2_000, house)).toBe(LIMITS.networkOpensBurst);
	openings.forgetFull();
	expect(house()).toBe(false);
	expect(openings.mayNetwork('192.0.2.2')).toBe(true);
	clock.forward(60_000);
	openings.forgetFull();
	expect(many(2_000, house)).toBe(LIMITS.networkOpensBurst);
});

it('one is let in each turn of the event loop: what others say is heard between', async () => {
	const openings = new ConnectionLimiter(testClock().now);
	const heard: string[] = [];
	const openingOf = async (name: string) => {
		await openings.turn();
		heard.push(name);
		setImmediate(() => heard.push(`a mark after ${name}`));
	};
	await Promise.all(['cleo', 'ben', 'eva'].map(openingOf));
	expect(heard).toEqual(['cleo', 'a mark after cleo', 'ben', 'a mark after ben', 'eva']);
});
