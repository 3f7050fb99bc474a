import type { Found } from './trace.ts';

// Who may read what, written down a second time: shares no code with the app, so that one mistake is not in both.

export type State = 'PROOF' | 'FINAL';
type Pair = { n: number; state: State };
export type Version = { n: number; lastState: State; everReleased: boolean; takenBack: boolean };
export type Item = { orderId: string; fileId: string; after: number };

export type File = {
	id: string;
	galleryId: string;
	deleted: boolean;
	current: Pair;
	released: Pair | null;
	versions: Version[];
};
export type Row = { look: boolean; mark: boolean; order: boolean; download: 'none' | 'final' | 'all' };
export type Delivery = {
	id: string;
	pins: Map<string, number>;
	to: string[];
	tokens: string[];
	recalled: boolean;
	/** Taken off its page one by one. */
	off: Set<string>;
	/** Of an order: its link also shows what clients saw before. */
	ordered: boolean;
};
type Pin = { who: string; url: string; fileId: string; n: number; state: State };

/** The facts of the walk, changed by its acts only. */
export class Model {
	readonly files = new Map<string, File>();
	readonly offers = new Map<string, State[]>();
	/** By gallery and address (or 'anybody'). */
	readonly rows = new Map<string, Map<string, Row>>();
	readonly deliveries: Delivery[] = [];
	readonly archives: Pin[] = [];
	/** Waiting or ready. */
	items: Item[] = [];

	pending = (fileId: string) => this.items.filter((item) => item.fileId === fileId);
	isReady = ({ fileId, after }: Item) => {
		const { current, deleted } = this.file(fileId);
		return !deleted && current.state === 'FINAL' && current.n > after;
	};

	file(id: string): File {
		const found = this.files.get(id);
		if (!found) throw new Error(`no file ${id}`);
		return found;
	}

	version(id: string, n: number): Version {
		const found = this.file(id).versions.find((each) => each.n === n);
		if (!found) throw new Error(`no version ${n} of ${id}`);
		return found;
	}

	/** "The pair follows the current one while there is no pending item"; else only what is said for the event. */
	settle(id: string, event: 'lowered' | 'held' | { delivered: Pair } = 'held') {
		const file = this.file(id);
		const { current, released } = file;
		if (file.deleted) file.released = null;
		else if (!this.pending(id).length) file.released = { ...current };
		else if (typeof event === 'object') file.released = { ...event.delivered };
		if (event === 'lowered' && file.released && released) {
			if (current.n < file.released.n) file.released = { ...current };
			else if (current.state === 'PROOF') file.released.state = 'PROOF';
		}
		if (file.released) this.version(id, file.released.n).everReleased = true;
	}

	clone = () => structuredClone({ files: this.files, rows: this.rows, deliveries: this.deliveries });
}

export type Facts = Pick<Model, 'files' | 'rows' | 'deliveries' | 'archives' | 'offers'>;

/** Who asks, and with which delivery's token in the address. */
export type Reader = {
	name: string;
	kind: 'member' | 'client' | 'nobody';
	email?: string;
	galleryId?: string;
	/** Other galleries in which they have taken a seat by now, as anybody. */
	visits?: Set<string>;
};

export function mayHave(facts: Facts, who: Reader, token: string | undefined, found: Found): boolean {
	if (who.kind === 'member') return true;
	const { fileId, n } = found;
	const pinned = (d: Delivery) => !d.recalled && !d.off.has(fileId) && d.pins.get(fileId) === n;
	if (facts.deliveries.some((d) => token !== undefined && d.tokens.includes(token) && pinned(d))) return true;
	const file = facts.files.get(fileId);
	const isBefore = (d: Delivery) =>
		found.tier === 'preview' && !d.recalled && !d.off.has(fileId) && d.ordered && wasBefore(file, d, n);
	if (facts.deliveries.some((d) => token !== undefined && d.tokens.includes(token) && isBefore(d)))
		return true;
	if (who.kind !== 'client' || !file) return false;
	const isTheirs = file.galleryId === who.galleryId;
	if (!isTheirs && !who.visits?.has(file.galleryId)) return false;
	const rows = facts.rows.get(file.galleryId);
	const email = isTheirs ? who.email : undefined;
	const row = rows?.get(email ?? 'anybody') ?? rows?.get('anybody');
	if (!row?.look) return false;
	if (facts.deliveries.some((d) => d.to.includes(email ?? '-') && pinned(d))) return true;
	if (file.deleted || !file.released) return false;
	return found.tier === 'preview' ? shows(file, n) : reads(facts, who, row, file, n);
}

function wasBefore(file: File | undefined, { pins }: Delivery, n: number): boolean {
	const version = file?.versions.find((each) => each.n === n);
	if (!file || file.deleted || !version) return false;
	return n < (pins.get(file.id) ?? 0) && version.everReleased && !version.takenBack;
}

function shows({ released, versions }: File, n: number): boolean {
	const version = versions.find((each) => each.n === n);
	if (!released || !version) return false;
	return n === released.n || (version.everReleased && !version.takenBack && n < released.n);
}

function reads(facts: Facts, who: Reader, row: Row, file: File, n: number): boolean {
	const allows = (state: State) => row.download === 'all' || (row.download === 'final' && state === 'FINAL');
	const { released } = file;
	if (released?.n === n)
		return Boolean(facts.offers.get(file.galleryId)?.includes(released.state)) && allows(released.state);
	const isTakenBack = file.versions.find((each) => each.n === n)?.takenBack;
	const theirs = facts.archives.filter(
		(pin) => pin.who === who.name && pin.fileId === file.id && pin.n === n
	);
	return !isTakenBack && theirs.some((pin) => allows(pin.state));
}
