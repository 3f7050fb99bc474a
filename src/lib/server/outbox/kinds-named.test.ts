import { expect, it } from 'vitest';
import words from '#lib/messages/en/studio.json' with { type: 'json' };
import { mailFacts } from './facts.ts';

it('every kind of mail has a name on the Mail page', () => {
	expect(Object.keys(words.mail.kind).sort()).toEqual(Object.keys(mailFacts).sort());
});
