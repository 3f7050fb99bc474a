import { describe, expect, it } from 'vitest';
import { wantsPage } from './wants-page.ts';

const CHROME = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

describe('wantsPage', () => {
	it.each([
		['a browser that navigates', CHROME, 'navigate', true],
		['a download pressed in a page', '*/*', 'navigate', true],
		['a form without scripts, of an old browser', CHROME, undefined, true],
		['a picture in a page', 'image/avif,image/webp,*/*;q=0.8', 'no-cors', false],
		['a call of our pages', 'application/json', 'same-origin', false],
		['a call that names HTML, too', CHROME, 'cors', false],
		['curl', '*/*', undefined, false],
		['no Accept at all', undefined, undefined, false],
		['a program that prefers JSON', 'text/html;q=0.5, application/json', undefined, false],
		['a program that reads problems', 'application/problem+json, text/html;q=0.9', undefined, false],
		['a text browser', 'Text/HTML;level=1, text/plain', undefined, true],
		['HTML refused by name', 'text/html;q=0, */*', undefined, false],
		['a weight that is none', 'text/html;q=much', undefined, false]
	])('%s', (_, accept, fetchMode, is) => expect(wantsPage({ accept, fetchMode })).toBe(is));
});
