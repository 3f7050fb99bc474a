import { cut } from '#lib/domain/naming/cut.ts';
import { withoutInvisibles } from '#lib/domain/naming/invisibles.ts';

const MAX_CHARACTERS = 78;

/** A person's name for headers and pages: one line, no brackets or quotes, at most 78 characters. */
export function cleanDisplayName(raw: string): string {
	const text = withoutInvisibles(raw.slice(0, 10_000))
		.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
		.replace(/[<>"\\]/g, ' ')
		.normalize('NFC')
		.replace(/\s+/g, ' ')
		.trim();
	return cut(text, MAX_CHARACTERS, (part) => [...part].length).trim();
}
