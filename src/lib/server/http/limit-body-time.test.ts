import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { memberBrowser } from '#tests/support/app/front.ts';
import { ann } from '#tests/support/cast/cast.ts';
import { makeListener } from './listener.ts';
import { readText } from './read-json.ts';

let app: TestContext;
beforeEach(async () => {
	app = await makeContext();
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(async () => {
	vi.useRealTimers();
	await app.close();
});

/** Begins a body and says no more; answers what becomes of it in three minutes. */
async function begin(path: string) {
	const heard = Promise.withResolvers<void>();
	const read = async (req: Parameters<typeof readText>[0]) => {
		heard.resolve();
		await readText(req, 1000);
	};
	const patient = [
		{ method: 'POST', path: '/patient', isPatient: true, run: ({ req }) => read(req) },
		{ method: 'POST', path: '/raw', run: ({ req }) => read(req) }
	] satisfies Parameters<typeof makeListener>[1];
	const listener = makeListener(app.ctx, patient, (req) => void read(req).catch(() => undefined));
	const server = createServer(listener);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = server.address() as AddressInfo;
	const headers = {
		origin: app.ctx.env.ORIGIN,
		cookie: await memberBrowser(app.ctx, await ann(app.ctx)),
		'content-length': 10
	};
	const sending = request({ port, path, method: 'POST', headers });
	const cut = once(sending, 'error').then(() => 'cut');
	sending.write('{');
	await heard.promise;
	await vi.advanceTimersByTimeAsync(180_000);
	const turns = async () => {
		for (let n = 0; n < 500; n++) await new Promise((resolve) => setImmediate(resolve));
		return 'waits';
	};
	const became = await Promise.race([cut, turns()]);
	server.closeAllConnections();
	server.close();
	return became;
}

test.each([
	['/raw', 'cut'],
	['/of-the-framework', 'cut'],
	['/patient', 'waits']
])('a body that never ends, sent to %s: %s', async (path, became) => {
	expect(await begin(path)).toBe(became);
});
