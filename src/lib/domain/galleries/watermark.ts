import * as v from 'valibot';
import type { FileState } from '#lib/domain/states/file-state.ts';

export const MARK_PLACES = ['corner', 'centre', 'tiled'] as const;
export type MarkPlace = (typeof MARK_PLACES)[number];
export const MARK_SIZES = ['small', 'medium', 'large'] as const;
export type MarkSize = (typeof MARK_SIZES)[number];
/** The most that clients get of a picture's long edge, in pixels, until it is final. */
export const PROOF_EDGES = [1280, 1600, 2048] as const;
export type ProofEdge = (typeof PROOF_EDGES)[number];
export const MARK_OPACITY = { least: 10, most: 100 } as const;
export const LONGEST_MARK = 60;

export const Watermark = v.strictObject({
	text: v.pipe(
		v.string(),
		v.transform((text) => text.replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, ' ').trim()),
		v.minLength(1, 'faults:field.empty'),
		v.maxLength(LONGEST_MARK, 'faults:field.tooLong')
	),
	place: v.picklist(MARK_PLACES),
	size: v.picklist(MARK_SIZES),
	/** Percent. */
	opacity: v.pipe(v.number(), v.integer(), v.minValue(MARK_OPACITY.least), v.maxValue(MARK_OPACITY.most))
});
export type Watermark = v.InferOutput<typeof Watermark>;

/** How clients get what is not final. */
export type ProofSettings = { watermark: Watermark | null; proofEdge: number | null };

/** Finals are what was agreed on: whole and unmarked. Everything before them is a proof. */
export const isProof = (state: FileState | null): boolean => state !== 'FINAL';

type Standing = {
	n: number | null;
	lastState: FileState | null;
	releasedVersion: number | null;
	releasedState: FileState | null;
};

/** What clients know a version as: the released one by the pair, one before it by what it was last. */
export const stateShown = ({ n, lastState, releasedVersion, releasedState }: Standing): FileState | null =>
	n === releasedVersion ? releasedState : lastState;
