import * as v from 'valibot';
import { call } from '#lib/client/api.ts';
import type { News } from '#lib/client/room-news.ts';
import { Room, type Face } from '#lib/client/room.svelte.ts';
import { noMarks, type FrameMarks, type PersonMark } from '#lib/components/grid/types.ts';
import type { NewRemark, Remark, Talk } from '#lib/components/viewer/types.ts';
import type { ShownComment } from '#lib/domain/marks/comments.ts';
import { formatMarkKey } from '#lib/domain/marks/keys.ts';
import { t } from '#lib/messages/index.ts';
import type { StudioFile } from '#lib/realtime/studio-file.ts';
import { SeatSchema, type SeatSelection } from '#lib/realtime/seat.ts';

/** The studio in a gallery's room: everybody's marks as they come, who is here, and what is said; it may answer. */
export class StudioRoom {
	#room = $state.raw<Room>();
	readonly #galleryId: string;
	readonly #files: () => readonly StudioFile[];

	constructor(galleryId: string, files: () => readonly StudioFile[]) {
		this.#galleryId = galleryId;
		this.#files = files;
	}

	readonly #people = $derived(new Map((this.#room?.people ?? []).map((each) => [each.id, each])));
	readonly isLive = $derived(this.#room?.state === 'live');
	readonly here = $derived([...(this.#room?.here ?? [])]);
	readonly selections = $derived<readonly SeatSelection[]>(this.#room?.seat?.selections ?? []);
	readonly me = $derived(this.#people.get(this.#room?.seat?.participantId ?? ''));

	/** Takes a seat and listens; answers how to leave. */
	join() {
		this.#room = new Room({
			galleryId: this.#galleryId,
			as: 'studio',
			takeSeat: async () =>
				v.parse(SeatSchema, await call('POST', `/g/${this.#galleryId}/seat?as=studio`, {})),
			files: this.#files
		});
		return this.#room.open();
	}

	/** The list of files is another now. */
	refresh() {
		this.#room?.factsChanged();
	}

	/** A person or a selection was announced. */
	hear = (news: News) => this.#room?.hear(news);
	/** Announcements are connected, at first or again. */
	listening = () => this.#room?.listening();

	/** Ids of what stands in a selection at this moment. */
	chosen(selectionId: string): ReadonlySet<string> {
		void this.#room?.revision;
		return new Set(this.#room?.seat ? this.#room.view.membersOf(selectionId) : []);
	}

	marksOf(selectionId: string | undefined) {
		return (fileId: string): FrameMarks => {
			const room = this.#room;
			if (!room?.seat || !selectionId) return noMarks;
			const marks = room.marksOf(fileId);
			const choice = marks.choice(selectionId, fileId);
			const rings: PersonMark[] = [...choice.picks].flatMap(([id, pick]) => {
				const person = this.#people.get(id);
				return person ? [{ ...person, pick, mine: false }] : [];
			});
			return {
				rings,
				dimmed: choice.verdict === 'out',
				stars: Math.max(0, ...marks.stars(fileId).values()),
				comments: marks.comments.count(fileId),
				lookers: room.lookersOf(fileId),
				verdict: choice.verdict ?? undefined
			};
		};
	}

	talksOf = (fileId: string): Talk[] => {
		const room = this.#room;
		if (!room?.seat) return [];
		return room
			.marksOf(fileId)
			.threads(fileId)
			.map((thread) => ({
				...this.#remark(thread),
				replies: thread.replies.map((reply) => this.#remark(reply))
			}));
	};

	look = (fileId: string | null) => this.#room?.look(fileId);

	/** Answers whether it was kept. */
	say = ({ fileId, ...remark }: NewRemark) => {
		const by = this.#room?.seat?.participantId;
		const key = formatMarkKey({ kind: 'comment', commentId: `${by}.${newId()}` });
		const { version, text, drawing, replyTo } = remark;
		const value = { file: fileId, version, text, ...(drawing && { drawing }), ...(replyTo && { replyTo }) };
		return this.#room?.setMark(key, value, { studioOnly: this.#staysInside(fileId, version) }) === null;
	};

	resolve = (commentId: string, resolved: boolean) =>
		void this.#room?.setMark(formatMarkKey({ kind: 'resolve', commentId }), resolved || undefined);

	/** What is said of a version that clients do not see is not for them. */
	#staysInside(fileId: string, version: number) {
		return this.#files().find(({ id }) => id === fileId)?.released?.version !== version;
	}

	#remark(comment: ShownComment): Remark {
		const gone: Face = { id: comment.participantId, name: t('client:people.gone'), initials: '?', colour: 1 };
		const by = this.#people.get(comment.participantId) ?? gone;
		return { ...comment, by, mine: by.id === this.me?.id, canResolve: true };
	}
}

function newId() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}
