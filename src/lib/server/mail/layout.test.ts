import { describe, expect, it } from 'vitest';
import { cleanSubject, layOut } from './layout.ts';

const body = {
	subject: 'Pictures',
	head: 'Ann & Co',
	lines: ['Look at <this>.'],
	quote: 'one\ntwo',
	list: ['DSC_1.jpg'],
	button: { label: 'Open', url: 'http://x.test/i/"><script>' },
	foot: ['Yours.']
};

describe('a mail', () => {
	it('escapes every word in its page', () => {
		const { html } = layOut(body);
		expect(html).toContain('Ann &amp; Co');
		expect(html).toContain('Look at &lt;this&gt;.');
		expect(html).not.toContain('"><script>');
	});

	it('says the same in plain text', () => {
		expect(layOut(body).text).toBe(
			'Ann & Co\n\nLook at <this>.\n\n> one\n> two\n\n- DSC_1.jpg\n\nOpen:\nhttp://x.test/i/"><script>\n\n-- \nYours.\n'
		);
	});

	it('has a subject of one line and at most 200 characters', () => {
		expect(cleanSubject('a\r\nBcc: b\tc')).toBe('a Bcc: b c');
		expect([...cleanSubject('é'.repeat(500))]).toHaveLength(200);
	});
});
