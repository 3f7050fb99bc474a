import { zipName } from './zip-names.ts';

/** RFC 6266: an ASCII name for old programs, the real one as RFC 5987. Never throws, never breaks a header. */
export function contentDisposition(name: string, type: 'attachment' | 'inline' = 'attachment'): string {
	const clean = zipName(name);
	return `${type}; filename="${asciiName(clean)}"; filename*=UTF-8''${extValue(clean)}`;
}

function asciiName(name: string): string {
	return name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
}

function extValue(name: string): string {
	return encodeURIComponent(name).replace(
		/['()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
	);
}
