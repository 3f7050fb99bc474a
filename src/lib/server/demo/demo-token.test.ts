import { afterEach, expect, test } from 'vitest';
import { owner } from '#tests/support/cast/cast.ts';
import { makeContext, type TestContext } from '#tests/support/cast/context.ts';
import { readBearer } from '../auth/bearer.ts';
import { StartupError } from '../db/startup-error.ts';
import { createToken } from '../studio/index.ts';
import { demoToken } from './demo-token.ts';

let app: TestContext;
afterEach(() => app.close());

const isGood = async (token: string) => (await readBearer(app.ctx.db, `Bearer ${token}`)) !== null;

test('each start has one token, and the owner keeps their own', async () => {
	app = await makeContext({ OWNER_EMAIL: 'olga@studio.test' });
	await owner(app.ctx);
	const own = await createToken(app.ctx, 'olga@studio.test', 'import');
	const tokens = [await demoToken(app.ctx), await demoToken(app.ctx)];
	expect(await Array.fromAsync([...tokens, own], isGood)).toEqual([false, true, true]);
});

test("in somebody else's studio no demo is made: one sentence says what to do", async () => {
	app = await makeContext({ OWNER_EMAIL: 'ann@demo.example' });
	await owner(app.ctx);
	const refused = demoToken(app.ctx);
	await expect(refused).rejects.toBeInstanceOf(StartupError);
	await expect(refused).rejects.toThrow(/ann@demo\.example.*DATA_DIR/);
});
