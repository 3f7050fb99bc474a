import { setImmediate as turn } from 'node:timers/promises';
import { format } from 'node:util';
import { afterAll, afterEach, beforeAll } from 'vitest';

// What a test complains of on its console, or leaves to fail where nobody waits, fails that test. Who expects a complaint
// puts a spy in the place of `console.error` while it lasts.

const said: string[] = [];
const told = console.error;
const complain = (...words: unknown[]) => void said.push(`console.error: ${format(...words)}`);
const reject = (error: unknown) => void said.push(`nobody waited for: ${format(error)}`);

beforeAll(() => {
	console.error = complain;
	process.on('unhandledRejection', reject);
});
afterEach(judge);
afterAll(async () => {
	await judge();
	console.error = told;
	process.off('unhandledRejection', reject);
});

async function judge() {
	// a rejection is known when the turn is over that left it alone
	await turn();
	const all = said.splice(0);
	if (all.length) throw new Error(all.join('\n'));
}
