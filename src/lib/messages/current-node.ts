import { AsyncLocalStorage } from 'node:async_hooks';
import deClient from './de/client.json' with { type: 'json' };
import deFaults from './de/faults.json' with { type: 'json' };
import deMail from './de/mail.json' with { type: 'json' };
import deShared from './de/shared.json' with { type: 'json' };
import deStudio from './de/studio.json' with { type: 'json' };
import client from './en/client.json' with { type: 'json' };
import consoleWords from './en/console.json' with { type: 'json' };
import faults from './en/faults.json' with { type: 'json' };
import mail from './en/mail.json' with { type: 'json' };
import shared from './en/shared.json' with { type: 'json' };
import studio from './en/studio.json' with { type: 'json' };
import { FALLBACK, type Language } from './languages.ts';
import { makeWords, type Words } from './words.ts';

// The server's side of `#words`: whoever is answered at this moment, in their language.

/** Commands, logs and the doctor speak English, whoever runs them. */
const console = consoleWords;
const words: Record<Language, Words> = {
	en: makeWords('en', { client, console, faults, mail, shared, studio }),
	de: makeWords('de', {
		client: deClient,
		console,
		faults: deFaults,
		mail: deMail,
		shared: deShared,
		studio: deStudio
	})
};

/** One store a request, so that two answers at once never mix; outside of any (commands, logs) English. */
const asked = new AsyncLocalStorage<Language>();

export const current = (): Words => words[asked.getStore() ?? FALLBACK];

/** Everything that `answer` says, also what it awaits, is said in this language. */
export const inLanguage = <T>(language: Language, answer: () => T): T => asked.run(language, answer);

export const wordsIn = (language: Language): Words => words[language];
