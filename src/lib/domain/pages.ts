import * as v from 'valibot';

/** One part of a long list: which of how many (from 1), and the place of its first entry (from 0). */
export type Page = { page: number; pages: number; from: number; size: number };

/** As many pictures as a page shows at once: what lies below is not looked at, and costs everybody's time. */
export const PAGE_SIZE = 120;

/** The studio's rows are taller and say more; the page of an order shows as many. */
export const ROWS_SIZE = 60;

/** The page that was asked for, or the nearest there is. */
export function pageOf(count: number, asked: number, size = PAGE_SIZE): Page {
	const pages = Math.max(1, Math.ceil(count / size));
	const page = Math.min(Math.max(1, asked), pages);
	return { page, pages, from: (page - 1) * size, size };
}

/** `?page=` as somebody may have typed it. */
export const AskedPage = v.fallback(v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number)), 1);

/** The numbers to offer as links: the first, the last and those around; null stands for what is left out. */
export function pageLinks({ page, pages }: Pick<Page, 'page' | 'pages'>): (number | null)[] {
	const near = [1, page - 1, page, page + 1, pages].filter((n) => n >= 1 && n <= pages);
	const shown = [...new Set(near)].sort((a, b) => a - b);
	return shown.flatMap((n, i) => {
		const gap = n - (shown[i - 1] ?? n - 1);
		// a gap of one is shown by its number, which takes no more room
		return gap > 2 ? [null, n] : gap === 2 ? [n - 1, n] : [n];
	});
}
