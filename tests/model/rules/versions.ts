import { acceptVersion, refuseVersion } from '#lib/server/files/index.ts';
import { markProcessed } from '#lib/server/files/mark-processed.ts';
import type { PictureResult } from '#lib/server/media/decoders.ts';
import {
	livePictures,
	versionsOf,
	type Book,
	type Picture,
	type Version,
	type VersionState
} from '../book.ts';
import { rule, type Rule } from '../rule.ts';
import type { World } from '../world.ts';

type One = { picture: Picture; version: Version };

const LIKENESS = { same: '0000000000000000', other: 'ffffffffffffffff' };

const pictured = (looks: Version['looks']): PictureResult => ({
	outcome: 'pictured',
	width: 300,
	height: 200,
	orientation: 1,
	renditions: [],
	fingerprints: { placeholder: '', likeness: LIKENESS[looks] },
	capture: {}
});

/** What the ingest job commits when its decoder has answered. */
const answered = ({ ctx }: World, { version }: One, result: PictureResult) =>
	ctx.db.transaction((tx) => markProcessed(tx, ctx, version.id, result, []));

const processing = (book: Book) => versionsOf(book).filter(({ version }) => version.status === 'processing');
const settled = (book: Book) =>
	versionsOf(book).filter(
		({ version }) => version.n > 1 && !['processing', 'discarded'].includes(version.status)
	);

const processed = (looks: Version['looks']) =>
	rule({
		command: looks === 'same' ? 'processed' : 'processed, unlike',
		state: 'processing',
		subjects: processing,
		act: (world, one) => answered(world, one, pictured(looks)),
		move: (book, one) => {
			one.version.looks = looks;
			if (isAsked(book, one)) one.version.status = 'asks';
			else become(one);
		}
	});

/** A retoucher's final waits for the OK; so does another picture under a known name. */
function isAsked({ okForRetoucher }: Book, { picture, version }: One): boolean {
	if (version.n < picture.current) return false;
	if (version.byRay && okForRetoucher) return true;
	const current = picture.versions[picture.current - 1];
	return version.byName && version.looks === 'other' && current?.looks === 'same';
}

/** A lower number that finishes later never replaces a higher one. */
function become({ picture, version }: One) {
	if (version.n < picture.current) return void (version.status = 'past');
	const old = picture.versions[picture.current - 1];
	if (old) old.status = 'past';
	Object.assign(version, { status: 'current', last: version.wanted });
	Object.assign(picture, { current: version.n, state: version.wanted });
}

const failed = rule({
	command: 'failed',
	state: 'processing',
	subjects: processing,
	act: (world, one) => answered(world, one, { outcome: 'failed', fault: 'unreadable' }),
	move: (_book, { version }) => void (version.status = 'failed')
});

const twice = rule({
	command: 'processed',
	state: 'already',
	subjects: settled,
	act: (world, one) => answered(world, one, pictured('other')),
	move: () => undefined
});

const STATES: VersionState[] = ['processing', 'failed', 'current', 'past', 'refused', 'discarded'];
const inState = (book: Book, state: VersionState) =>
	livePictures(book).flatMap((picture) =>
		picture.versions.filter(({ status }) => status === state).map((version) => ({ picture, version }))
	);
const asking = (isOlder: boolean) => (book: Book) =>
	inState(book, 'asks').filter(({ picture, version }) => version.n < picture.current === isOlder);

type Answer = (world: World, one: One) => Promise<unknown>;

const answer = (command: string, act: Answer, move: (one: One) => void): Rule[] => [
	rule({
		command,
		state: 'asks',
		subjects: asking(false),
		act,
		move: (_book, one) => {
			move(one);
			return { accepted: command === 'accept' };
		}
	}),
	rule({ command, state: 'asks, newer is current', refused: 'conflict', subjects: asking(true), act }),
	...STATES.map((state) =>
		rule({ command, state, refused: 'conflict', subjects: (book) => inState(book, state), act })
	)
];

export const versionRules: Rule[] = [
	processed('same'),
	processed('other'),
	failed,
	twice,
	...answer(
		'accept',
		({ ctx, ann }, { picture, version }) => acceptVersion(ctx, ann, picture.id, { version: version.n }),
		become
	),
	...answer(
		'refuse',
		({ ctx, ann }, { picture, version }) =>
			refuseVersion(ctx, ann, picture.id, { version: version.n, note: 'more light' }),
		({ version }) => void (version.status = 'refused')
	)
];
