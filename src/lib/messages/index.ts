import i18next from 'i18next';
import client from './en/client.json' with { type: 'json' };
import faults from './en/faults.json' with { type: 'json' };
import mail from './en/mail.json' with { type: 'json' };
import shared from './en/shared.json' with { type: 'json' };
import studio from './en/studio.json' with { type: 'json' };

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
export function t(key: string, values: Record<string, unknown> = {}): string {
	return catalogue.t(key, values);
}

/** True when the catalogue has the key (used by the test that looks for missing sentences). */
export function hasSentence(key: string): boolean {
	return catalogue.exists(key, { count: 1 });
}
