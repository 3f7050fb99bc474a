import type { Tokens } from '../auth/tokens.ts';

/** The six digits that a mailed code is: made from its row's id, so that no row and no mail holds them. */
export function codeDigits(tokens: Tokens, codeId: string): string {
	const number = Buffer.from(tokens.make('code', codeId, 1), 'base64url').readUIntBE(0, 6);
	return String(number % 1_000_000).padStart(6, '0');
}
