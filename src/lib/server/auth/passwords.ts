import { hash, verify } from '@node-rs/argon2';
import { passphraseForm } from '#lib/domain/access/passphrase.ts';
import { passwordForm } from '#lib/domain/pasted.ts';

// argon2id with the library's (OWASP's) costs: 19 MiB, 2 passes
export const hashPassword = (password: string): Promise<string> => hash(passwordForm(password));
export const hashPassphrase = (passphrase: string): Promise<string> => hash(passphraseForm(passphrase));

/** Hash of a password that nobody has: checking it costs what checking a known one costs. */
const NOBODYS =
	'$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cy1zYWx0LTE2Yg$3bE6jL6G7f5rYJm1m0n1m5vI2C5m0tE4nq5v2Cq3T1A';

/** False for a wrong password and, after the same work, for an unknown account (`null`). */
export const isPassword = (passwordHash: string | null, typed: string): Promise<boolean> =>
	isOneOf(passwordHash, [passwordForm(typed), typed]);

export const isPassphrase = (passphraseHash: string | null, typed: string): Promise<boolean> =>
	isOneOf(passphraseHash, [passphraseForm(typed), typed, typed.trim()]);

/** Hashes of earlier versions are of what was typed, as it was; the form that is kept now comes first. */
async function isOneOf(kept: string | null, forms: readonly string[]): Promise<boolean> {
	for (const form of new Set(forms)) if (await verify(kept ?? NOBODYS, form)) return kept !== null;
	return false;
}
