import type { IncomingMessage } from 'node:http';
import { BlockList } from 'node:net';
import type { Context } from '../context.ts';
import { noteUndeclaredProxy } from '../db/undeclared-proxy.ts';

/** Where a reverse proxy of one's own stands; from elsewhere anybody may send what headers they like. */
const PRIVATE = new BlockList();
for (const [net, bits] of [
	['127.0.0.0', 8],
	['10.0.0.0', 8],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
	['169.254.0.0', 16]
] as const)
	PRIVATE.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
	['::1', 128],
	['fc00::', 7],
	['fe80::', 10]
] as const)
	PRIVATE.addSubnet(net, bits, 'ipv6');

const isPrivate = (address: string) =>
	address.includes(':') ? PRIVATE.check(address, 'ipv6') : PRIVATE.check(address, 'ipv4');

/**
 * Says once, in the log and for the doctor, that requests come through a proxy that the settings do not know: all visitors
 * then count as one network, and one's wrong tries slow down everybody.
 */
export function watchForProxy(ctx: Context): (req: Pick<IncomingMessage, 'headers' | 'socket'>) => void {
	let isSaid = ctx.env.TRUST_PROXY > 0;
	return ({ headers, socket }) => {
		if (isSaid || !(headers['x-forwarded-for'] ?? headers.forwarded)) return;
		if (!isPrivate((socket.remoteAddress ?? '').replace(/^::ffff:/, ''))) return;
		isSaid = true;
		ctx.log.warn(
			'Requests come through a reverse proxy, but TRUST_PROXY is 0: all visitors count as one. Set TRUST_PROXY to the number of proxies.'
		);
		noteUndeclaredProxy(ctx).catch((error: unknown) =>
			ctx.log.warn({ err: error }, 'not noted for the doctor')
		);
	};
}
