import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from './listen.ts';

function aServer() {
	const server = createServer();
	onTestFinished(() => void server.close());
	return server;
}

test('a port that another program has is said with the setting to change', async () => {
	const first = aServer();
	await listen(first, { PORT: 0, HOST: '127.0.0.1' });
	const { port } = first.address() as AddressInfo;
	await expect(listen(aServer(), { PORT: port, HOST: '127.0.0.1' })).rejects.toThrow(
		`Port ${port} of 127.0.0.1 is taken by another program. Stop that one, or set PORT to another number.`
	);
});

test('so is an address of another machine', async () => {
	await expect(listen(aServer(), { PORT: 0, HOST: '192.0.2.1' })).rejects.toThrow(
		/^192\.0\.2\.1 is no address/
	);
});

test('whatever else the system says is passed on with both settings', async () => {
	await expect(listen(aServer(), { PORT: 0, HOST: '256.0.0.1.invalid' })).rejects.toThrow(/HOST/);
});
