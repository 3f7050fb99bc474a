import { afterEach, expect, test, vi } from 'vitest';
import { call, CallFault } from './api.ts';

afterEach(() => void vi.unstubAllGlobals());

const fault = (status: number, items: unknown) => new CallFault(status, { items }, 'no');

test('pictures under order are named by a conflict that lists them, and by nothing else', () => {
	expect(fault(409, undefined).pendingItems()).toBeUndefined();
	expect(fault(409, 'many').pendingItems()).toBeUndefined();
	expect(fault(409, [{ name: 'x' }]).pendingItems()).toBeUndefined();
	expect(fault(422, [{ cameraName: 'DSC_1.jpg' }]).pendingItems()).toBeUndefined();
	const items = [{ id: '1', cameraName: 'DSC_1.jpg', orderNumber: 1001 }];
	expect(fault(409, items).pendingItems()).toEqual(['DSC_1.jpg']);
});

test('a proxy that answers in nobody’s words is said in ours', async () => {
	vi.stubGlobal('fetch', async () => new Response('<h1>502</h1>', { status: 502 }));
	await expect(call('GET', '/')).rejects.toThrow('The server is busy for a moment');
	vi.stubGlobal('fetch', async () => new Response('', { status: 413 }));
	await expect(call('GET', '/')).rejects.toThrow('That didn’t work');
});

test('the server’s own sentence passes', async () => {
	vi.stubGlobal('fetch', async () => Response.json({ detail: 'Nothing is ready.' }, { status: 409 }));
	await expect(call('GET', '/')).rejects.toThrow('Nothing is ready.');
});
