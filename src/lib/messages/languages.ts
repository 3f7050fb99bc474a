/** What the app speaks; the first one stands in where nothing says which. Another language is a line here and a folder. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];
export const FALLBACK: Language = LANGUAGES[0];

/** How dates and numbers are written. */
export const LOCALES: Record<Language, string> = { en: 'en-GB', de: 'de-DE' };

/** What each language calls itself. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' };

/** For a list to choose from. */
export const languageOptions = LANGUAGES.map((value) => ({
	value: value as string,
	label: LANGUAGE_NAMES[value]
}));

export const isLanguage = (value: unknown): value is Language =>
	LANGUAGES.some((language) => language === value);

/** What somebody chose on this device, where the server can read it before it knows who asks. */
export const languageCookie = 'language';
