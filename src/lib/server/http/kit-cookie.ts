import type { Cookies } from '@sveltejs/kit';
import { parseSetCookie } from 'cookie';

/** Hands a Set-Cookie value of `auth/sessions` to the framework, which takes names and options only. */
export function keepCookie(cookies: Pick<Cookies, 'set'>, setCookie: string) {
	const { name, value = '', maxAge = 0, secure = false } = parseSetCookie(setCookie);
	cookies.set(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge });
}
