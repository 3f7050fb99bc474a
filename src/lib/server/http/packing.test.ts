import { expect, test } from 'vitest';
import { chooseEncoding } from './packing.ts';

test.each([
	[undefined, 'identity'],
	['', 'identity'],
	['gzip, deflate, br, zstd', 'br'],
	['gzip', 'gzip'],
	['GZIP;q=0.5', 'gzip'],
	['*', 'br'],
	['br;q=0, gzip', 'gzip'],
	['br;q=0, gzip;q=0', 'identity'],
	['*;q=0', 'identity'],
	['brotli, xgzip', 'identity'],
	[['gzip', 'br'], 'br']
])('Accept-Encoding %j is answered in %s', (accepted, encoding) => {
	expect(chooseEncoding(accepted)).toBe(encoding);
});
