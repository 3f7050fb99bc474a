import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kindFacts } from '#lib/domain/kinds/kinds.ts';
import type { MediaFault } from '#lib/domain/kinds/media-faults.ts';
import type { Remark } from '#lib/domain/kinds/remarks.ts';
import { MEMORY_CEILING_BYTES, startChild, type DecoderEnded } from './child.ts';
import { FILM_FILE } from './film/film-file.ts';
import { listFile, piecesFile } from './film/ladder-files.ts';
import type { Rung } from './film/ladder.ts';
import type { FilmTools } from './film/tools.ts';
import { makePool } from './pool.ts';
import { makeSeat } from './seat.ts';
import { MediaTrouble } from './trouble.ts';
import { endingOf, fileOf, isMadeOnRequest, type RecipeName } from './recipes.ts';
import { productFile } from './product/file.ts';
import type {
	Answer,
	Capture,
	FilmFacts,
	Fingerprints,
	LadderTask,
	PictureTask,
	ProductTask,
	TranscodeTask
} from './wire.ts';

export { MediaTrouble } from './trouble.ts';
export type { Capture, LadderTask, PictureTask, ProductTask, TranscodeTask } from './wire.ts';

export type MadeRendition = {
	recipe: RecipeName;
	path: string;
	/** Of the key that it is kept by. */
	ending?: string;
	width: number;
	height: number;
	bytes: number;
};
export type Failed = { outcome: 'failed'; fault: MediaFault };
export type Pictured = {
	outcome: 'pictured';
	/** Upright, as a person sees it. */
	width: number;
	height: number;
	/** What EXIF said, 1-8; width, height and the previews are already turned. */
	orientation: number;
	/** From large to small; a recipe that would have come out as large as another is not among them. */
	renditions: MadeRendition[];
	/** Where they were asked for. */
	fingerprints?: Fingerprints | undefined;
	capture: Capture;
	/** The file is damaged or breaks the rules, and could be shown all the same. */
	remark?: Remark | undefined;
	/** It moves, and the picture is one of its frames. */
	film?: FilmFacts | undefined;
};
export type Kept = { outcome: 'kept'; capture: Capture; remark?: Remark | undefined };
/** `kept`: a kind or a size that we make no picture of. `failed`: the file is damaged, and will stay so. */
export type PictureResult = Pictured | Kept | Failed;

/** `failed`: nothing can be made of this file, now or later. */
export type ProductResult =
	{ outcome: 'produced'; path: string; width: number; height: number } | { outcome: 'failed' };
/** A file that plays everywhere; `durationMs` as it was found by playing it to its end. */
export type Transcoded = {
	outcome: 'transcoded';
	path: string;
	width: number;
	height: number;
	durationMs: number;
	/** How long each frame stands. */
	frameUs: number;
};
export type TranscodeResult = Transcoded | Kept | Failed;

/** The same film in several sizes, each in pieces that lie in one file, beside the list of them. */
export type Laddered = { outcome: 'laddered'; rungs: (Rung & { pieces: string; list: string })[] };
export type LadderResult = Laddered | Kept | Failed;

export type Decoders = {
	/**
	 * Has one task done. What somebody waits for goes before what is made at ingest. Rejections are the machine's trouble
	 * (disk full, file gone, closing): the task may be asked again later.
	 */
	run: (task: PictureTask) => Promise<PictureResult>;
	/** As `run`, one product; it waits its turn among what is made at ingest. */
	produce: (task: ProductTask) => Promise<ProductResult>;
	/**
	 * Makes what every browser plays of a film, one after the other; each stands still while pictures are made. `hear` is told
	 * how far it is, from 0 to 1. Rejects as `run` does.
	 */
	transcode: (task: TranscodeTask, hear?: (share: number) => void) => Promise<TranscodeResult>;
	/** Makes the ladder of what `transcode` made; whatever nobody can play yet goes before it. Stands still and rejects as that does. */
	climb: (task: LadderTask) => Promise<LadderResult>;
	close: () => Promise<void>;
};

export type DecodersOptions = {
	/** The decoder's entry: src/decoder.ts or build/server/decoder.js. */
	entry: string | URL;
	count?: number;
	/** How much work a task may be, in CPU time of its decoder. */
	cpuMs?: number;
	/** How long it may take by the wall. */
	deadlineMs?: number;
	/** The most memory that one decoder may ask for; Linux only. */
	ceilingBytes?: number;
	/** Without, films are kept as they are. */
	filmTools?: FilmTools | null;
	clock?: { now: () => number };
	/** Told of every decoder that ended unasked. */
	log?: { warn: (about: object, words: string) => void };
};

// niced decoders get little of a busy machine: an honest picture may wait many times as long as it works
const CPU_MS = 90_000;
const DEADLINE_MS = 600_000;
/** The kernel counts the work of its ffmpeg; by the wall it may wait for any number of pictures. */
const FILM_LIMIT = { cpuMs: 600_000, wallMs: 48 * 3_600_000 };

/** Starts the supervisor: one niced decoder a core, each with one task at a time, and one beside them for films. */
export function startDecoders(options: DecodersOptions): Decoders {
	const { count = availableParallelism(), ceilingBytes = MEMORY_CEILING_BYTES, log, clock } = options;
	const limit = { cpuMs: options.cpuMs ?? CPU_MS, wallMs: options.deadlineMs ?? DEADLINE_MS };
	const entry = options.entry instanceof URL ? fileURLToPath(options.entry) : options.entry;
	const args = Object.entries(options.filmTools ?? {}).map(([name, path]) => `--${name}=${path}`);
	const onEnd = (end: DecoderEnded) => log?.warn({ reason: end.reason }, end.message);
	const seat = () => makeSeat(() => startChild({ entry, args, ceilingBytes }), onEnd);
	const [forPosters, forFilms] = [seat(), seat()];
	// who waits for a picture has the whole machine
	const standAside = (isBusy: boolean) => forFilms.say(isBusy ? 'wait' : 'go on');
	const pictures = makePool(Array.from({ length: Math.max(1, count) }, seat), limit, standAside);
	const posters = makePool([forPosters], limit);
	const films = makePool([forFilms], FILM_LIMIT);
	pictures.warm();

	function ask(task: PictureTask) {
		const isFilm = kindFacts(task.kind).group === 'video';
		// where films are only kept there is nothing to wait for
		const pool = isFilm && options.filmTools ? posters : pictures;
		return pool.ask({ nowMs: clock?.now(), ...task }, { isUrgent: task.recipes.every(isMadeOnRequest) });
	}
	return {
		run: async (task) => resultOf(await ask(task), task),
		produce: async (task) => productOf(await pictures.ask(task), task),
		transcode: async (task, hear) => transcodedOf(await films.ask(task, { hear, isUrgent: true }), task),
		climb: async (task) => ladderOf(await films.ask(task), task),
		close: async () => void (await Promise.all([pictures, posters, films].map((pool) => pool.close())))
	};
}

function resultOf(answer: Answer, { recipes, into }: PictureTask): PictureResult {
	if (answer.outcome === 'failed' || answer.outcome === 'kept') return answer;
	if (answer.outcome === 'trouble') throw new MediaTrouble(answer.code, answer.message);
	if (answer.outcome !== 'pictured') throw outOfTurn(answer);
	const { made, ...facts } = answer;
	const names = new Set(made.map(({ recipe }) => recipe));
	if (names.size < made.length || !names.isSubsetOf(new Set(recipes)))
		throw new Error('a decoder made what it was not asked for');
	const renditions = made.map((one) => ({
		...{ ...one, path: join(into, fileOf(one.recipe)) },
		ending: endingOf(one.recipe)
	}));
	return { ...facts, renditions };
}

function productOf(answer: Answer, { into, spec }: ProductTask): ProductResult {
	if (answer.outcome === 'failed' || answer.outcome === 'kept') return { outcome: 'failed' };
	if (answer.outcome === 'trouble') throw new MediaTrouble(answer.code, answer.message);
	if (answer.outcome !== 'produced') throw outOfTurn(answer);
	const { width, height } = answer;
	return { outcome: 'produced', path: join(into, productFile(spec)), width, height };
}

function transcodedOf(answer: Answer, { into }: TranscodeTask): TranscodeResult {
	if (answer.outcome === 'failed' || answer.outcome === 'kept') return answer;
	if (answer.outcome === 'transcoded') return { ...answer, path: join(into, FILM_FILE) };
	throw answer.outcome === 'trouble' ? new MediaTrouble(answer.code, answer.message) : outOfTurn(answer);
}

function ladderOf(answer: Answer, { into }: LadderTask): LadderResult {
	if (answer.outcome === 'failed' || answer.outcome === 'kept') return answer;
	if (answer.outcome === 'trouble') throw new MediaTrouble(answer.code, answer.message);
	if (answer.outcome !== 'laddered') throw outOfTurn(answer);
	const { rungs } = answer;
	if (new Set(rungs.map(({ name }) => name)).size < rungs.length)
		throw new Error('a decoder made a rung twice');
	const lying = ({ name }: Rung) => ({
		pieces: join(into, piecesFile(name)),
		list: join(into, listFile(name))
	});
	return { outcome: 'laddered', rungs: rungs.map((rung) => ({ ...rung, ...lying(rung) })) };
}

const outOfTurn = ({ outcome }: Answer) => new Error(`a decoder answered ${outcome} out of turn`);
