import { createHash, createHmac, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export type TokenKind = 'invitation' | 'delivery' | 'archive' | 'setup' | 'code';

/**
 * Links are HMAC(secret, kind, row id, counter): the database keeps only the hash, so a copy of it opens nothing,
 * and raising the counter revokes.
 */
export type Tokens = {
	/** 43 characters, base64url. */
	make: (kind: TokenKind, rowId: string, counter: number) => string;
	/** SHA-256 in hex, for look-up. */
	hash: (token: string) => string;
};

export const makeTokens = (secret: Buffer): Tokens => ({
	make: (kind, rowId, counter) =>
		createHmac('sha256', secret).update(`${kind}\n${rowId}\n${counter}`).digest('base64url'),
	hash: sha256
});

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The secret of this data folder, 32 bytes, made once, readable by its owner only. */
export function readSecret(dataDir: string): Buffer {
	const path = join(dataDir, 'secret');
	if (!existsSync(path)) {
		const handle = openSync(path, 'wx', 0o600);
		writeSync(handle, randomBytes(32).toString('hex'));
		fsyncSync(handle);
		closeSync(handle);
	}
	return Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
}
