import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { endianness } from 'node:os';
import { addressBytes } from '../auth/network.ts';

/** By `queueKey`: bytes that the system holds for a peer who has not confirmed them. Empty queues are left out. */
export type Queues = ReadonlyMap<string, number>;

const TABLES = ['/proc/self/net/tcp', '/proc/self/net/tcp6'];
// "  sl  local_address rem_address   st tx_queue:rx_queue …"
const LINE = /^ *\d+: ([\dA-F]+):([\dA-F]{4}) ([\dA-F]+):([\dA-F]{4}) [\dA-F]{2} (?!0{8})([\dA-F]{8}):/gm;

/** Linux alone tells; elsewhere every queue counts as empty. */
export async function readQueues(): Promise<Queues> {
	const queues = new Map<string, number>();
	for (const table of TABLES) {
		const text = await readFile(table, 'latin1').catch(absent);
		for (const [, here = '', port = '', there = '', theirs = '', bytes = ''] of text.matchAll(LINE))
			queues.set(keyOf(unmapped(here), port, unmapped(there), theirs), parseInt(bytes, 16));
	}
	return queues;
}

/** Where a connection stands in what `readQueues` found. */
export const queueKey = ({ localAddress, localPort, remoteAddress, remotePort }: Socket): string =>
	keyOf(hexOf(localAddress), hex16(localPort), hexOf(remoteAddress), hex16(remotePort));

const keyOf = (here: string, port: string, there: string, theirs: string) =>
	`${here}:${port} ${there}:${theirs}`;

const hex16 = (port = 0) => port.toString(16).toUpperCase().padStart(4, '0');

/** The system writes an address as 32-bit words in the machine's own order. */
function hexOf(address = ''): string {
	const bytes = Buffer.from(addressBytes(address));
	return (endianness() === 'LE' ? bytes.swap32() : bytes).toString('hex').toUpperCase();
}

const MAPPED = endianness() === 'LE' ? `${'0'.repeat(16)}FFFF0000` : `${'0'.repeat(20)}FFFF`;
/** An IPv4 peer of a socket that listens on both. */
const unmapped = (hex: string) => (hex.startsWith(MAPPED) ? hex.slice(MAPPED.length) : hex);

function absent(error: NodeJS.ErrnoException) {
	if (error.code === 'ENOENT') return '';
	throw error;
}
