import i18next, { type Resource } from 'i18next';
import type { Key, Translate } from './keys.ts';
import type { Language } from './languages.ts';

/** Every sentence of one language, or of one surface in it. */
export type Words = {
	language: Language;
	t: Translate;
	/** The sentence of a key whose values were checked where both were put together. */
	sentence: (key: Key, values: Record<string, string | number>) => string;
	has: (key: string) => key is Key;
};

export function makeWords(language: Language, sentences: Resource[string]): Words {
	const catalogue = i18next.createInstance();
	void catalogue.init({
		lng: language,
		initAsync: false,
		defaultNS: 'shared',
		interpolation: { escapeValue: false },
		resources: { [language]: sentences }
	});
	return {
		language,
		t: (key, ...[values = {}]) => catalogue.t(key, values),
		sentence: (key, values) => catalogue.t(key, values),
		has: (key): key is Key => catalogue.exists(key)
	};
}
