import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import Negotiator from 'negotiator';

export type Encoding = 'br' | 'gzip' | 'identity';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
// 5: nearly as small as the highest, at a tenth of the time
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** One body in every encoding, each made when it is first asked for, and once. */
export function packing(plain: Buffer): (encoding: Encoding) => Promise<Buffer> {
	const made = new Map<Encoding, Promise<Buffer>>();
	const make = { br: () => brotli(plain, QUALITY), gzip: () => zip(plain), identity: async () => plain };
	return (encoding) => {
		const packed = made.get(encoding) ?? make[encoding]();
		made.set(encoding, packed);
		return packed;
	};
}

const OFFERED: Encoding[] = ['br', 'gzip', 'identity'];

/** Of what the asker takes (RFC 9110 §12.5.3), what is smallest; plain where they take nothing that is offered. */
export function chooseEncoding(accepted: string | string[] | undefined): Encoding {
	const headers = { 'accept-encoding': accepted?.toString() ?? '' };
	const taken = new Negotiator({ headers }).encodings(OFFERED);
	return OFFERED.find((each) => taken.includes(each)) ?? 'identity';
}
