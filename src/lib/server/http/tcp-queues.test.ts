import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '#tests/support/cast/eventually.ts';
import { queueKey, readQueues } from './tcp-queues.ts';

let server: Server;
let reader: Socket;
afterEach(() => {
	reader.destroy();
	server.close();
});

const hasIpv6 = Object.values(networkInterfaces()).some((some) =>
	some?.some(({ address }) => address === '::1')
);
const ways = [
	['IPv4', '127.0.0.1', '127.0.0.1'],
	['IPv4 by a socket for both', '::', '127.0.0.1'],
	['IPv6', '::1', '::1']
] as const;

test.runIf(process.platform === 'linux').each(ways.filter(([, host]) => hasIpv6 || !host.includes(':')))(
	'what a peer has not taken is found by its connection: %s',
	async (_way, host, to) => {
		server = createServer();
		await once(server.listen(0, host), 'listening');
		reader = connect((server.address() as AddressInfo).port, to).pause();
		const [socket] = (await once(server, 'connection')) as [Socket];
		socket.on('error', () => undefined);
		expect((await readQueues()).get(queueKey(socket))).toBeUndefined();
		socket.write(Buffer.alloc(8 << 20));
		await eventually(async () =>
			expect((await readQueues()).get(queueKey(socket))).toBeGreaterThan(64 << 10)
		);
		reader.resume();
		await eventually(async () => expect((await readQueues()).get(queueKey(socket))).toBeUndefined());
		socket.destroy();
	}
);
