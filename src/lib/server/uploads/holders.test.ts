import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { makeContext } from '#tests/support/cast/context.ts';
import { holdUpload } from './holders.ts';

const request = () => new IncomingMessage(new Socket());

test('who comes after a sender who hung up waits until its bytes are saved; beside a lively one it is refused', async () => {
	const { ctx, close } = await makeContext();
	const [first, second] = [request(), request()];
	const saved = Promise.withResolvers<void>();
	const told: string[] = [];
	const before = holdUpload(ctx, 'u', first, async () => {
		await saved.promise;
		told.push('saved');
	});
	const hold = () => holdUpload(ctx, 'u', second, async () => void told.push('goes on'));
	await expect(hold()).rejects.toMatchObject({ fault: 'conflict' });
	first.destroy();
	const after = hold();
	saved.resolve();
	await Promise.all([before, after]);
	expect(told).toEqual(['saved', 'goes on']);
	await close();
});
