import { browser } from '$app/env';
import type { FrameMarks, GridFile, Person, PersonMark } from '#lib/components/grid/types.ts';
import { noMarks } from '#lib/components/grid/types.ts';
import type { Tally } from '#lib/components/selection/types.ts';
import type { Remark, Talk } from '#lib/components/viewer/types.ts';
import { passesFilter, type Filter } from '#lib/domain/marks/filters.ts';
import type { ShownComment } from '#lib/domain/marks/comments.ts';
import type { Room } from '#lib/client/room.svelte.ts';
import { badgeFor } from '#lib/domain/states/file-state.ts';
import { t } from '#lib/messages/index.ts';
import type { OpenGallery } from '#lib/server/galleries/index.ts';
import { SvelteSet } from 'svelte/reactivity';
import { byId, dayOf, setOf } from './lists.ts';

type Released = OpenGallery['files'][number];
export type FilterKey = string;

const plain = ['all', 'in', 'mine', 'disagree', 'not-chosen', 'not-seen', 'rated', 'commented'] as const;

/** Pictures, marks and counts as the sheet, the tray and the viewer show them. */
export class GalleryView {
	files = $state.raw<readonly Released[]>([]);
	room = $state.raw<Room>();
	readonly seat = $derived(this.room?.seat);
	selectionId = $state<string>();
	filterKey = $state<FilterKey>('all');
	readonly seen = new SvelteSet<string>();
	readonly #gallery: OpenGallery;
	readonly #seenKey: string;

	constructor(gallery: OpenGallery) {
		this.#gallery = gallery;
		this.#seenKey = `seen:${gallery.id}`;
		this.files = gallery.files;
		const kept = browser ? (localStorage.getItem(this.#seenKey) ?? '') : '';
		for (const id of kept.split(' ').filter(Boolean)) this.seen.add(id);
	}

	readonly gridFiles = $derived(this.files.map((file) => this.#gridFile(file)));
	readonly selection = $derived(
		this.seat?.selections.find(({ id }) => id === this.selectionId) ?? this.seat?.selections[0]
	);
	readonly #people = $derived(byId<Person>(this.room?.people ?? this.seat?.people ?? []));
	readonly me = $derived(this.seat && this.#people.get(this.seat.participantId));
	readonly filters = $derived.by(() => this.#filters());
	readonly shown = $derived.by(() => this.#shown());
	readonly tally = $derived.by(() => this.#tally());

	marksOf = (fileId: string): FrameMarks => {
		const { room, selection, seat } = this;
		if (!room || !selection || !seat) return noMarks;
		const marks = room.marksOf(fileId);
		const choice = marks.choice(selection.id, fileId);
		const rings: PersonMark[] = [];
		for (const [id, pick] of choice.picks) {
			const person = this.#people.get(id);
			if (person) rings.push({ ...person, pick, mine: id === seat.participantId });
		}
		const order = [...this.#people.keys()];
		rings.sort((a, b) => Number(b.mine) - Number(a.mine) || order.indexOf(a.id) - order.indexOf(b.id));
		const stars = marks.stars(fileId);
		const mine = choice.picks.get(seat.participantId);
		return {
			rings,
			mine,
			dimmed: mine === 'no' || choice.verdict === 'out',
			stars: stars.get(seat.participantId) ?? Math.max(0, ...stars.values()),
			comments: marks.comments.count(fileId),
			lookers: room.lookersOf(fileId),
			verdict: choice.verdict ?? undefined
		};
	};

	talksOf = (fileId: string): Talk[] => {
		if (!this.room) return [];
		return this.room
			.marksOf(fileId)
			.threads(fileId)
			.map((thread) => ({
				...this.#remark(thread),
				replies: thread.replies.map((reply) => this.#remark(reply))
			}));
	};

	sawPicture(fileId: string) {
		if (this.seen.has(fileId)) return;
		this.seen.add(fileId);
		localStorage.setItem(this.#seenKey, [...this.seen].join(' '));
		localStorage.setItem(`last:${this.#gallery.id}`, fileId);
	}

	/** The picture looked at last on this device. */
	get lastSeen() {
		const id = browser ? localStorage.getItem(`last:${this.#gallery.id}`) : null;
		return this.files.find((file) => file.id === id);
	}

	#remark(comment: ShownComment): Remark {
		const by = this.#people.get(comment.participantId);
		const mine = comment.participantId === this.seat?.participantId;
		return {
			...comment,
			by: by ?? { id: comment.participantId, name: t('client:people.gone'), initials: '?', colour: 1 },
			mine,
			canResolve: mine || this.seat?.rights.decide === true || this.seat?.isMember === true
		};
	}

	#gridFile(file: Released): GridFile {
		const { badges, words } = this.#gallery.studio;
		const badge = badgeFor(file.state, { badges, words });
		return {
			...file,
			renditions: file.renditions.toSorted((one, other) => one.width - other.width),
			width: file.width ?? 0,
			height: file.height ?? 0,
			placeholder: file.placeholder ?? undefined,
			state: badge
				? { word: badge.word ?? t(`shared:state.${badge.state}`), firm: badge.state === 'FINAL' }
				: undefined,
			zoomUrl: file.renditions.length
				? `/r/${this.#gallery.id}/${file.id}/${file.version}/half.webp`
				: undefined
		};
	}

	/** Only what is there to be chosen from is offered. */
	#filters() {
		const count = (filter: Filter) => {
			const { room, selection, seat } = this;
			if (!room || !selection || !seat) return filter.kind === 'all' ? this.files.length : 0;
			void room.revision;
			const viewer = { me: seat.participantId, selectionId: selection.id, seen: this.seen };
			return this.files.reduce((sum, file) => sum + Number(passesFilter(room.view, filter, viewer, file)), 0);
		};
		const states = [...setOf(this.files.map((file) => file.state))];
		const stateFilters = states.length > 1 ? states : [];
		const others = [...this.#people.values()].filter((person) => person.id !== this.seat?.participantId);
		const words = (state: Released['state']) => this.#gridFile({ ...noFile, state }).state?.word;
		return [
			...plain.map((kind) => ({ key: kind, label: t(`client:filter.${kind}`), count: count({ kind }) })),
			...stateFilters.flatMap((state) => {
				const label = words(state);
				return label ? [{ key: `state:${state}`, label, count: count({ kind: 'state', state }) }] : [];
			}),
			...others.slice(0, 12).map(({ id, name }) => {
				return { key: `person:${id}`, label: name, count: count({ kind: 'person', participantId: id }) };
			})
		].filter(
			({ key, count: many }) =>
				many > 0 || key === 'all' || key === this.filterKey || plain.slice(0, 5).some((kind) => kind === key)
		);
	}

	#shown() {
		const { room, selection, seat, filterKey } = this;
		const filter = filterOf(filterKey);
		if (!room || !selection || !seat || filter.kind === 'all') return this.gridFiles;
		void room.revision;
		const viewer = { me: seat.participantId, selectionId: selection.id, seen: this.seen };
		return this.files.flatMap((file, place) => {
			const shown = this.gridFiles[place];
			return shown && passesFilter(room.view, filter, viewer, file) ? [shown] : [];
		});
	}

	#tally(): Tally | undefined {
		const { room, selection } = this;
		if (!room || !selection) return undefined;
		void room.revision;
		const disagree = this.files.reduce(
			(sum, { id }) => sum + Number(room.view.choice(selection.id, id).weDisagree),
			0
		);
		return {
			count: room.view.count(selection.id),
			limit: selection.limit,
			check: room.view.limit(selection.id),
			disagree,
			lockedOn: selection.lockedAt ? t('client:tray.locked', { day: dayOf(selection.lockedAt) }) : undefined
		};
	}
}

const noFile: Released = {
	id: '',
	name: '',
	state: 'UNDEFINED',
	version: 0,
	kind: '',
	width: 0,
	height: 0,
	placeholder: null,
	renditions: [],
	canDownload: false,
	canOrder: false
};

function filterOf(key: FilterKey): Filter {
	if (key === 'state:PROOF' || key === 'state:FINAL' || key === 'state:UNDEFINED') {
		return {
			kind: 'state',
			state: key === 'state:PROOF' ? 'PROOF' : key === 'state:FINAL' ? 'FINAL' : 'UNDEFINED'
		};
	}
	if (key.startsWith('person:')) return { kind: 'person', participantId: key.slice(7) };
	return { kind: plain.find((kind) => kind === key) ?? 'all' };
}
