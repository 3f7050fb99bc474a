import { hash, verify } from '@node-rs/argon2';

// argon2id with the library's (OWASP's) costs: 19 MiB, 2 passes
export const hashPassword = (password: string): Promise<string> => hash(password);

/** Hash of a password that nobody has: checking it costs what checking a known one costs. */
const NOBODYS =
	'$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cy1zYWx0LTE2Yg$3bE6jL6G7f5rYJm1m0n1m5vI2C5m0tE4nq5v2Cq3T1A';

/** False for a wrong password and, after the same work, for an unknown account (`null`). */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
	const right = await verify(passwordHash ?? NOBODYS, password);
	return right && passwordHash !== null;
}
