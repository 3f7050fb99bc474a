/** Zero-width characters, bidi controls, soft hyphen and BOM: they make a name read as another one. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g;

export function withoutInvisibles(text: string): string {
	return text.replace(/\p{Surrogate}/gu, '\uFFFD').replace(INVISIBLE, '');
}
