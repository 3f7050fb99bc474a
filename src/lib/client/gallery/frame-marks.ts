import type { Room } from '#lib/client/room/room.svelte.ts';
import { noMarks, type FrameMarks, type Person, type PersonMark } from './grid-file.ts';

type Sight = {
	selectionId: string | undefined;
	/** In the order in which rings are drawn. */
	people: ReadonlyMap<string, Person>;
	/** Whose marks are "mine"; nobody's where the studio looks on. */
	me?: string | undefined;
};

type Here = Pick<Room, 'marksOf' | 'lookersOf'> & { seat?: unknown };

/** All marks on one picture as they look to somebody; asked again when that picture's marks change. */
export function frameMarks(
	room: Here | undefined,
	{ selectionId, people, me = '' }: Sight,
	fileId: string
): FrameMarks {
	if (!room?.seat || !selectionId) return noMarks;
	const marks = room.marksOf(fileId);
	const choice = marks.choice(selectionId, fileId);
	const stars = marks.stars(fileId);
	const labels = marks.labels(fileId);
	const mine = choice.picks.get(me);
	return {
		rings: ringsOf(choice.picks, people, me),
		mine,
		dimmed: mine === 'no' || choice.verdict === 'out',
		stars: stars.get(me) ?? Math.max(0, ...stars.values()),
		label: labels.get(me) ?? [...labels.values()][0],
		comments: marks.comments.count(fileId),
		lookers: room.lookersOf(fileId),
		verdict: choice.verdict ?? undefined
	};
}

function ringsOf(
	picks: ReadonlyMap<string, PersonMark['pick']>,
	people: Sight['people'],
	me: string
): PersonMark[] {
	const order = [...people.keys()];
	return [...picks]
		.flatMap(([id, pick]) => {
			const person = people.get(id);
			return person ? [{ ...person, pick, mine: id === me }] : [];
		})
		.sort((a, b) => Number(b.mine) - Number(a.mine) || order.indexOf(a.id) - order.indexOf(b.id));
}
