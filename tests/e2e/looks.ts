import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

// What is asked of every page somebody sees.

export async function expectSound(page: Page, where: string) {
	// nothing of what passed is told, and no page is opened for frames of other origins: there are none
	const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
	const { violations } = await axe.analyze();
	const isTold = ({ id, impact }: (typeof violations)[number]) =>
		impact === 'serious' || impact === 'critical' || id === 'empty-table-header';
	const serious = violations.filter(isTold);
	const told = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
	expect.soft(told, where).toEqual([]);
}

/** Whoever presses a control, in its middle or near one of its edges, meets that control and nothing that lies over it. */
export async function expectUncovered(page: Page, where: string, within = '*') {
	const covered = await page.evaluate((selector) => {
		const name = (one: Element | null) => one?.outerHTML.replace(/\s+/g, ' ').slice(0, 140) ?? 'nothing';
		const hitBy = (control: Element, x: number, y: number) => {
			const hit = document.elementFromPoint(x, y);
			return control.contains(hit) || hit?.closest('label')?.contains(control) ? [] : [name(hit)];
		};
		// a dialog covers the page behind it, and should
		const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
		const controls = top.querySelectorAll<HTMLElement>('button, a, input, select, textarea, summary');
		return [...controls]
			.filter((control) => control.closest(selector))
			.flatMap((control) => {
				control.scrollIntoView({ block: 'center', inline: 'center' });
				// a link that goes over two lines has a rectangle for each
				const [box] = control.getClientRects();
				const isSeen = control.checkVisibility({ opacityProperty: true });
				if (!isSeen || !box || box.width < 8 || box.height < 8) return [];
				const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
				const points = [
					[x, y],
					[box.left + 3, y],
					[box.right - 3, y],
					[x, box.top + 3],
					[x, box.bottom - 3]
				];
				return points
					.flatMap(([x = 0, y = 0]) => hitBy(control, x, y))
					.slice(0, 1)
					.map((other) => `${name(control)} lies under ${other}`);
			});
	}, within);
	expect.soft(covered, where).toEqual([]);
}

/** Nothing is wider than the screen, and whatever is pressed is large enough for a thumb. */
export async function expectNarrow(page: Page, where: string) {
	const { tooWide, small } = await page.evaluate(() => {
		const buttons = [...document.querySelectorAll<HTMLElement>('button, a.button, summary')];
		const isSeen = (box: DOMRect) => box.width > 1 && box.height > 1;
		return {
			tooWide: document.documentElement.scrollWidth - window.innerWidth,
			small: buttons
				.filter((button) => isSeen(button.getBoundingClientRect()) && button.checkVisibility())
				.filter((button) => button.getBoundingClientRect().height < 44)
				.map((button) => button.outerHTML.slice(0, 120))
		};
	});
	expect.soft(tooWide, where).toBeLessThanOrEqual(0);
	expect.soft(small, where).toEqual([]);
}
