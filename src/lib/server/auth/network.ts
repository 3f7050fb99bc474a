import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';

/** What one visitor can hardly change: an IPv4 address, or the first 64 bits of an IPv6 one. */
export function networkOf(address: string): string {
	const plain = plainOf(address);
	if (!isIPv6(plain)) return isIPv4(plain) ? plain : 'unknown';
	return `${groups(plain).slice(0, 4).join(':')}::/64`;
}

/** Four bytes, or sixteen; none for what is no address. */
export function addressBytes(address: string): number[] {
	const plain = plainOf(address);
	if (isIPv4(plain)) return plain.split('.').map(Number);
	if (!isIPv6(plain)) return [];
	return groups(plain).flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]);
}

/** Without a zone; IPv4 as such, also where it came in by a socket for both. */
function plainOf(address: string): string {
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	return mapped && isIPv4(mapped) ? mapped : (address.split('%')[0] ?? '');
}

/** The eight groups, with `::` filled in. */
function groups(address: string): string[] {
	const [head = '', tail] = address.split('::');
	const left = head.split(':').filter(Boolean);
	const right = (tail ?? '').split(':').filter(Boolean);
	const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
	const all = [...left, ...Array<string>(gap).fill('0'), ...right];
	return all.map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
}

/** The visitor's address: what the outermost of `proxies` trusted reverse proxies saw, else the connection's own. */
export function addressOf(req: Pick<IncomingMessage, 'headers' | 'socket'>, proxies: number): string {
	const own = req.socket.remoteAddress ?? '';
	if (proxies === 0) return own;
	const seen = [req.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
	return seen.at(-proxies)?.trim() || own;
}
