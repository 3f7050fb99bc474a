import Negotiator from 'negotiator';
import { LANGUAGES, type Language } from '#lib/messages/languages.ts';

/**
 * The first of our languages that an Accept-Language header asks for, after RFC 4647 and 9110; null where it asks for
 * none of them, or for whatever there is.
 */
export function preferredLanguage(header: string | undefined): Language | null {
	if (!header || header.length > 1_000) return null;
	const named = header.split(',').filter((part) => !/^\s*\*/.test(part));
	const [found] = new Negotiator({ headers: { 'accept-language': named.join(',') } }).languages([
		...LANGUAGES
	]);
	return LANGUAGES.find((language) => language === found) ?? null;
}
