import { connect } from 'node:net';
import { once } from 'node:events';

const HEAD_END = '\r\n\r\n';

/**
 * One kept connection of which paths are asked without waiting; bodies are thrown away. Node's own client takes several
 * times what it costs ours to answer. An answer other than 200 is an error of the socket, and ends the measurement.
 */
export function openLine(origin: string, headers: Record<string, string>) {
	const { hostname, port, host } = new URL(origin);
	const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
	const socket = connect(Number(port), hostname);
	let [asked, answered, bodyLeft] = [0, 0, 0];
	let head = Buffer.alloc(0);

	/** Reads one head where it is whole, and says how much of the chunk it took. */
	function readHead(bytes: Buffer): number {
		const before = head.length;
		head = Buffer.concat([head, bytes]);
		const end = head.indexOf(HEAD_END);
		if (end < 0) return bytes.length;
		const words = head.subarray(0, end).toString('latin1');
		const length = /^content-length: (\d+)$/im.exec(words)?.[1];
		if (!words.startsWith('HTTP/1.1 200 ') || !length) throw new Error(`answered: ${words.split('\r\n')[0]}`);
		head = Buffer.alloc(0);
		bodyLeft = Number(length);
		if (bodyLeft === 0) answered++;
		return end + HEAD_END.length - before;
	}

	function readBody(bytes: Buffer): number {
		const taken = Math.min(bodyLeft, bytes.length);
		bodyLeft -= taken;
		if (bodyLeft === 0) answered++;
		return taken;
	}

	socket.on('data', (bytes) => {
		try {
			for (let at = 0; at < bytes.length;)
				at += bodyLeft > 0 ? readBody(bytes.subarray(at)) : readHead(bytes.subarray(at));
		} catch (fault) {
			socket.destroy(fault as Error); // readHead throws nothing else
		}
		socket.emit('answered');
	});

	socket.once('end', () => socket.destroy(new Error('the server hung up')));

	return {
		ask(path: string) {
			asked++;
			socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
		},
		/** Resolves once everything that was asked has been answered whole, and hangs up. */
		async ended() {
			while (answered < asked) await once(socket, 'answered');
			socket.destroy();
		}
	};
}
