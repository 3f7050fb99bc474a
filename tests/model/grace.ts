import { isPending, type Book, type Open, type Order, type Upload } from './book.ts';

export type Cause = 'changed' | 'ok' | 'looked' | 'due' | 'hold' | 'go on' | 'send now' | 'deliver';

const GRACE_MS = 120_000;
const QUIET_MS = 120_000;
const RESTARTS = 5;

/** The order's open delivery from now on (null: none), or that it goes out. */
export function planned(book: Book, order: Order, cause: Cause): Open | null | 'send' {
	const open = order.open ?? { dueAt: null, held: false, restarts: 0 };
	const isReady = order.items.some(({ state }) => state === 'ready');
	if (cause === 'hold') return { ...open, held: true, dueAt: null };
	if (isReady && (cause === 'send now' || cause === 'deliver')) return 'send';
	if (open.held && cause !== 'go on') return open;
	if (!isReady) return null;
	const mine = cause === 'go on' ? { dueAt: null, held: false, restarts: 0 } : open;
	if (!mayRun(book, order)) return { ...mine, dueAt: null };
	return isUnderWay(book, order) ? stopped(mine) : run(book, mine, cause);
}

/** By hand never; for the whole order once everything is ready or settled. */
function mayRun({ rule }: Book, { items }: Order) {
	return rule === 'as-final' || (rule === 'whole-order' && !items.some(({ state }) => state === 'waiting'));
}

/** It goes on anew afterwards, which counts; out of restarts, the time stands and only the sending waits. */
function stopped(open: Open): Open {
	if (open.dueAt === null || open.restarts === RESTARTS) return open;
	return { ...open, dueAt: null, restarts: open.restarts + 1 };
}

function run({ now }: Book, open: Open, cause: Cause): Open | 'send' {
	const anew = { ...open, dueAt: now + GRACE_MS };
	if (open.dueAt === null || cause === 'ok') return anew;
	if (cause === 'due' && open.dueAt <= now) return 'send';
	return cause === 'changed' && open.restarts < RESTARTS ? { ...anew, restarts: open.restarts + 1 } : open;
}

/** Something on its way can still finish an item of this order. What waits for an OK cannot. */
function isUnderWay(book: Book, order: Order): boolean {
	const wanted = new Set(order.items.filter(isPending).map(({ picture }) => picture));
	const waitsForOk = (byRay: boolean) => byRay && book.okForRetoucher;
	const isComing = ({ picture, byRay, heardAt }: Upload) =>
		wanted.has(picture) && !waitsForOk(byRay) && book.now - heardAt < QUIET_MS;
	if (book.uploads.some(isComing)) return true;
	return [...wanted].some(({ versions }) =>
		versions.some(({ status, byRay }) => status === 'processing' && !waitsForOk(byRay))
	);
}
