import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { drainBody } from './drain-body.ts';
import { readText } from './read-json.ts';

test('a body that was refused half read does not hold up who comes next on the same connection', async () => {
	const server = createServer((req, res) => {
		readText(req, 1000).then(
			(text) => res.end(text),
			() => {
				drainBody(req, res);
				res.writeHead(413).end();
			}
		);
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = server.address() as AddressInfo;
	// a proxy keeps one connection for many people
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const post = async (body: string) => {
		const sending = request({ port, agent, method: 'POST' });
		sending.end(body);
		const [response] = await once(sending, 'response');
		response.resume();
		await once(response, 'end');
		return response.statusCode;
	};
	expect(await post('x'.repeat(3 << 20))).toBe(413);
	expect(await post('short')).toBe(200);
	agent.destroy();
	server.close();
});
