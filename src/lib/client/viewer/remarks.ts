import type { Room } from '#lib/client/room/room.svelte.ts';
import type { Person } from '#lib/client/gallery/grid-file.ts';
import type { ShownComment } from '#lib/domain/marks/comments.ts';
import { formatMarkKey } from '#lib/domain/marks/keys.ts';
import { t } from '#lib/messages/index.ts';
import type { NewRemark, Remark, Talk } from './types.ts';

type Reader = {
	people: ReadonlyMap<string, Person>;
	me: string | undefined;
	/** May tick off what others said, too. */
	mayResolve: boolean;
};

/** What is said about one picture, in threads, as this reader sees it. */
export function talksOf(room: Room | undefined, reader: Reader, fileId: string): Talk[] {
	if (!room?.seat) return [];
	const isAway = room.state !== 'live';
	return room
		.marksOf(fileId)
		.threads(fileId)
		.map((thread) => ({
			...asRemark(thread, reader, isAway),
			replies: thread.replies.map((reply) => asRemark(reply, reader, isAway))
		}));
}

function asRemark(comment: ShownComment, { people, me, mayResolve }: Reader, isAway: boolean): Remark {
	const id = comment.participantId;
	const mine = id === me;
	// the server says the time; who it is that waits is only ever themselves
	const waiting = mine && isAway && comment.at === null;
	const by = people.get(id) ?? { id, name: t('client:people.gone'), initials: '?', colour: 1 };
	return { ...comment, by, mine, waiting, canResolve: mine || mayResolve };
}

/** The mark by which a remark is written into its author's book. */
export function markOfRemark(author: string, { fileId, version, text, drawing, time, replyTo }: NewRemark) {
	return {
		key: formatMarkKey({ kind: 'comment', commentId: `${author}.${newId()}` }),
		value: {
			...{ file: fileId, version, text },
			...(drawing && { drawing }),
			...(time !== undefined && { time }),
			...(replyTo && { replyTo })
		}
	};
}

function newId() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (byte) => (byte % 36).toString(36)).join('');
}
