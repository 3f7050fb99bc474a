import i18next from 'i18next';
import client from './en/client.json' with { type: 'json' };
import faults from './en/faults.json' with { type: 'json' };
import mail from './en/mail.json' with { type: 'json' };
import shared from './en/shared.json' with { type: 'json' };
import studio from './en/studio.json' with { type: 'json' };
import type { Key, Translate } from './keys.ts';

const catalogue = i18next.createInstance();
void catalogue.init({
	lng: 'en',
	fallbackLng: 'en',
	initAsync: false,
	defaultNS: 'shared',
	interpolation: { escapeValue: false },
	resources: { en: { client, faults, mail, shared, studio } }
});

/** A sentence of the catalogue by `namespace:key`, English first; another language is another folder. */
export const t: Translate = (key, ...[values = {}]) => catalogue.t(key, values);

/** The sentence of a refusal: its key and values were checked where it was thrown. */
export const sentenceOf = ({ key, values }: { key: Key; values: Record<string, string | number> }): string =>
	catalogue.t(key, values);

/** Schemas and rows name their sentences in plain strings; what names none (a library's words, a server's) stays as it is. */
export const wordsOf = (message: string): string =>
	catalogue.exists(message) ? catalogue.t(message) : message;
