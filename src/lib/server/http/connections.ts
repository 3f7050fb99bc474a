import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import * as v from 'valibot';
import { networkOf } from '../auth/network.ts';

/** Of the files that the process may open, connections take at most so much: the rest is the database's and the storage's. */
const SHARE = 0.6;
const MOST = 8_000;
/** Room between shedding idle connections and refusing new ones. */
const SLACK = 1.1;

/**
 * Keeps a server's connections below what the machine allows. When they come near it, those that wait for nothing are
 * closed, the longest idle of the network that has most of them first: a flood from one place pushes out itself.
 */
export function boundConnections(server: Server, openFiles: number) {
	const most = Math.min(MOST, Math.max(16, Math.floor(openFiles * SHARE)));
	const idle = new IdleConnections();
	let open = 0;
	server.maxConnections = Math.ceil(most * SLACK);
	server.on('connection', (socket: Socket) => {
		open++;
		idle.add(socket);
		socket.once('close', () => {
			open--;
			idle.delete(socket);
		});
		if (open > most) idle.shed();
	});
	server.on('request', ({ socket }, res) => {
		idle.delete(socket);
		res.once('close', () => !socket.destroyed && idle.add(socket));
	});
	// a socket counts, and ends by its own rules
	server.prependListener('upgrade', ({ socket }) => idle.delete(socket));
}

/** Connections without a request, by network, in the order in which they became idle. */
class IdleConnections {
	private readonly networks = new Map<string, Set<Socket>>();

	add(socket: Socket) {
		const network = networkOfSocket(socket);
		const others = this.networks.get(network) ?? new Set();
		this.networks.set(network, others.add(socket));
	}

	delete(socket: Socket) {
		const network = networkOfSocket(socket);
		const others = this.networks.get(network);
		others?.delete(socket);
		if (others?.size === 0) this.networks.delete(network);
	}

	/** Ends the longest idle connection of the network that has the most. */
	shed() {
		let most = new Set<Socket>();
		for (const sockets of this.networks.values()) if (sockets.size > most.size) most = sockets;
		const [longest] = most;
		longest?.destroy();
	}
}

/** A closed socket no longer tells where it came from. */
const known = new WeakMap<Socket, string>();
function networkOfSocket(socket: Socket): string {
	const network = known.get(socket) ?? networkOf(socket.remoteAddress ?? '');
	known.set(socket, network);
	return network;
}

const Limits = v.object({ userLimits: v.object({ open_files: v.object({ soft: v.number() }) }) });

/** How many files this process may have open at once; Infinity where the system sets no limit. */
export function openFilesLimit(): number {
	// names of open connections are not asked for
	Reflect.set(process.report, 'excludeNetwork', true);
	const report = v.safeParse(Limits, process.report.getReport());
	return report.success ? report.output.userLimits.open_files.soft : Infinity;
}
