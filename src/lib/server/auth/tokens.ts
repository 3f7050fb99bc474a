import { createHash, createHmac } from 'node:crypto';

export type TokenKind = 'invitation' | 'delivery' | 'archive' | 'setup' | 'code' | 'proof' | 'device';

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
