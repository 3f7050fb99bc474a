export type NameOf = (text: string) => { name?: string };

/** As many as `../kept-statements.ts` keeps; each connection of the server holds its own of each. */
const MOST = 400;

/**
 * A text that is asked a second time gets a name: each connection then has the server parse and plan it once. Lists make a
 * text for each length, most of which never come again.
 */
export function statementNames(): NameOf {
	const names = new Map<string, string>();
	const seen = new Set<string>();
	return (text) => {
		const name = names.get(text);
		if (name) return { name };
		if (!seen.has(text)) {
			if (seen.size > 10 * MOST) seen.clear();
			seen.add(text);
			return {};
		}
		if (names.size >= MOST) return {};
		const fresh = `s${names.size}`;
		names.set(text, fresh);
		seen.delete(text);
		return { name: fresh };
	};
}
