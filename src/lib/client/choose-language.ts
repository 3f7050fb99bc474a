import type { Language } from '#lib/messages/languages.ts';

/** From where no form fits: the page is loaded again, and speaks it. */
export async function chooseLanguage(language: Language): Promise<void> {
	await fetch('/language', { method: 'POST', body: new URLSearchParams({ language }), redirect: 'manual' });
	location.reload();
}
