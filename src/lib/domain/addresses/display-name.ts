import { cut } from '#lib/domain/naming/cut.ts';
import { withoutInvisibles } from '#lib/domain/naming/invisibles.ts';
import { foldBlanks } from '#lib/domain/pasted.ts';

const MAX_CHARACTERS = 78;

/** A person's name for headers and pages: one line, no brackets or quotes, at most 78 characters. What nobody sees is no name. */
export function cleanDisplayName(raw: string): string {
	const text = withoutInvisibles(raw.slice(0, 10_000))
		.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
		.replace(/[<>"\\]/g, ' ')
		.normalize('NFC');
	return cut(foldBlanks(text), MAX_CHARACTERS, (part) => [...part].length).trim();
}
