import { FALLBACK, isLanguage, type Language } from './languages.ts';
import { SURFACES, type Surface } from './surfaces.ts';
import { makeWords, type Words } from './words.ts';

// The browser's side of `#words`: one language a page load, and only what the surface says.

let words = makeWords(FALLBACK, {});
let heard: { surface: Surface; done: Promise<void> } | undefined;

export const current = (): Words => words;

/** Fetches what this surface says in the page's language; once, however often it is asked, unless it failed. */
export function hear(surface: Surface): Promise<void> {
	if (heard?.surface !== surface) heard = { surface, done: fetchWords(surface) };
	return heard.done;
}

async function fetchWords(surface: Surface) {
	const language = languageOfPage();
	try {
		const parts = SURFACES[surface][language].map(async ({ namespace, url }) => [namespace, await read(url)]);
		words = makeWords(language, Object.fromEntries(await Promise.all(parts)));
	} catch (lost) {
		heard = undefined;
		throw lost;
	}
}

function languageOfPage(): Language {
	const { lang } = document.documentElement;
	return isLanguage(lang) ? lang : FALLBACK;
}

/** On a line that drops: the page stands as the server made it, and wakes a moment later. */
const PAUSES_MS = [500, 2_000, 8_000];

async function read(url: string, tried = 0): Promise<unknown> {
	try {
		const response = await fetch(url);
		if (!response.ok) throw new TypeError(`fetch of ${url}: ${response.status}`);
		return await response.json();
	} catch (lost) {
		const pauseMs = PAUSES_MS[tried];
		if (pauseMs === undefined) throw lost;
		await new Promise((go) => setTimeout(go, pauseMs));
		return read(url, tried + 1);
	}
}
