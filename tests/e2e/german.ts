import { expect, type Page } from '@playwright/test';
import { englishIn } from '#tests/support/english.ts';

/** Every visible text of the page, and what assistive technology reads beside it. */
const textsOf = (page: Page): Promise<string[]> =>
	page.evaluate(() => {
		const texts = [document.title];
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const parent = node.parentElement;
			if (parent && !parent.closest('script, style, [lang="en"]')) texts.push(node.textContent ?? '');
		}
		for (const one of document.querySelectorAll(
			'[aria-label], [title], [placeholder], [alt], [aria-description]'
		))
			for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
				texts.push(one.getAttribute(name) ?? '');
		return texts;
	});

export async function expectNoEnglish(page: Page, where: string, data: RegExp) {
	expect.soft(await page.locator('html').getAttribute('lang'), where).toBe('de');
	expect.soft(englishIn(await textsOf(page), data), where).toEqual([]);
}
