import type { Cookies } from '@sveltejs/kit';

/** Hands a Set-Cookie value of `auth/sessions` to the framework, which takes names and options only. */
export function keepCookie(cookies: Pick<Cookies, 'set'>, setCookie: string) {
	const [pair = '', ...attributes] = setCookie.split('; ');
	const at = pair.indexOf('=');
	const maxAge = attributes.find((one) => one.startsWith('Max-Age='))?.slice('Max-Age='.length);
	cookies.set(pair.slice(0, at), pair.slice(at + 1), {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: attributes.includes('Secure'),
		maxAge: Number(maxAge ?? 0)
	});
}
