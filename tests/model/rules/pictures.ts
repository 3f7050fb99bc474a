import { changeFile, deleteFiles, restoreVersion, undeleteFile } from '#lib/server/files/index.ts';
import {
	currentOf,
	end,
	livePictures,
	pendingOf,
	type Book,
	type Picture,
	type State,
	type Version,
	type VersionState
} from '../book.ts';
import { rule, type Rule } from '../rule.ts';
import type { World } from '../world.ts';

type Standing = 'free' | 'waiting' | 'ready' | 'deleted';
const STANDINGS: Standing[] = ['free', 'waiting', 'ready', 'deleted'];

function standingOf(book: Book, picture: Picture): Standing {
	if (picture.deleted) return 'deleted';
	const pending = pendingOf(book, picture);
	if (!pending.length) return 'free';
	return pending.some(({ state }) => state === 'ready') ? 'ready' : 'waiting';
}

const standing = (which: Standing) => (book: Book) =>
	book.pictures.filter((picture) => standingOf(book, picture) === which);

export function putState(picture: Picture, state: State) {
	const current = currentOf(picture);
	if (picture.state === state) return {};
	picture.state = state;
	if (current) current.last = state;
	return { stateSet: picture };
}

const setState = (state: State): Rule[] =>
	STANDINGS.map((which) => {
		const cell = {
			command: `set ${state}`,
			state: which,
			subjects: standing(which),
			act: ({ ctx, ann }: World, { id }: Picture) => changeFile(ctx, ann, id, { state })
		};
		if (which === 'deleted') return rule({ ...cell, refused: 'not-found' });
		return rule({ ...cell, move: (_book, picture) => putState(picture, state) });
	});

const remove = (cancelItems: boolean): Rule[] =>
	STANDINGS.map((which) => {
		const cell = {
			command: cancelItems ? 'delete, confirmed' : 'delete',
			state: which,
			subjects: standing(which),
			act: ({ ctx, ann }: World, { id }: Picture) => deleteFiles(ctx, ann, [id], { cancelItems })
		};
		if (which === 'deleted') return rule({ ...cell, refused: 'not-found' });
		if (which !== 'free' && !cancelItems) return rule({ ...cell, refused: 'conflict' });
		return rule({
			...cell,
			move: (book, picture) => {
				const tell = book.orders.filter(({ items }) =>
					items.some((item) => item.picture === picture && pendingOf(book, picture).includes(item))
				);
				for (const item of pendingOf(book, picture)) end(item, 'deleted');
				picture.deleted = true;
				return { tell };
			}
		});
	});

const undelete = STANDINGS.map((which) =>
	rule({
		command: 'undelete',
		state: which,
		subjects: standing(which),
		act: ({ ctx, ann }, { id }) => undeleteFile(ctx, ann, id),
		move: (_book, picture) => void (picture.deleted = false)
	})
);

type Past = { picture: Picture; version: Version };
const VERSIONS: VersionState[] = ['processing', 'asks', 'failed', 'current', 'past', 'refused', 'discarded'];

const versionsIn = (state: VersionState) => (book: Book) =>
	livePictures(book).flatMap((picture) =>
		picture.versions.filter(({ status }) => status === state).map((version) => ({ picture, version }))
	);

const restore = VERSIONS.map((state) => {
	const cell = {
		command: 'restore',
		state,
		subjects: versionsIn(state),
		act: ({ ctx, ann }: World, { picture, version }: Past) =>
			restoreVersion(ctx, ann, picture.id, { version: version.n })
	};
	if (state !== 'current' && state !== 'past') return rule({ ...cell, refused: 'conflict' });
	return rule({ ...cell, move: (_book, one) => putBack(one) });
});

/** Current again with the state it last had; what is on its way is discarded. */
function putBack({ picture, version }: Past) {
	for (const other of picture.versions) {
		if (['processing', 'asks', 'failed'].includes(other.status)) other.status = 'discarded';
		if (other !== version && other.status === 'current') other.status = 'past';
	}
	const state = version.last ?? version.wanted;
	Object.assign(version, { status: 'current', last: state });
	Object.assign(picture, { current: version.n, state });
	return { restored: picture };
}

const restoreNone = rule({
	command: 'restore',
	state: 'no such version',
	refused: 'not-found',
	subjects: livePictures,
	act: ({ ctx, ann }, { id, versions }) => restoreVersion(ctx, ann, id, { version: versions.length + 1 })
});

export const pictureRules: Rule[] = [
	...setState('FINAL'),
	...setState('PROOF'),
	...setState('UNDEFINED'),
	...remove(false),
	...remove(true),
	...undelete,
	...restore,
	restoreNone
];
