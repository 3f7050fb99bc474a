import { stringifySetCookie } from 'cookie';

/** Names of the two session cookies, and of the one that a member's browser is known by; on plain http browsers refuse `__Host-` and Secure. */
export const cookieNames = (origin: string) => {
	const prefix = origin.startsWith('https:') ? '__Host-' : '';
	return { client: `${prefix}sid`, member: `${prefix}adm`, device: `${prefix}dev` };
};

/**
 * Value of one cookie; two of the same name or an odd value count as none. Libraries take the first of two, which
 * another page under the same domain may have put there.
 */
export function readCookie(header: string | undefined, name: string): string | null {
	if (!header || header.length > 8_000) return null;
	const values = header
		.split(';')
		.map((part) => part.trim())
		.filter((part) => part.startsWith(`${name}=`))
		.map((part) => part.slice(name.length + 1));
	const [value] = values;
	return values.length === 1 && value && /^[A-Za-z0-9_-]{20,100}$/.test(value) ? value : null;
}

export function cookieHeader(origin: string, name: string, value: string, maxAge: number) {
	const secure = origin.startsWith('https:');
	return stringifySetCookie({ name, value, path: '/', httpOnly: true, sameSite: 'lax', maxAge, secure });
}
