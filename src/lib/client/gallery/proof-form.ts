import {
	MARK_OPACITY,
	type MarkPlace,
	type MarkSize,
	type ProofSettings,
	type Watermark
} from '#lib/domain/galleries/watermark.ts';

/** The settings of proofs as a form holds them: a mark that is off keeps what was typed. */
export type ProofForm = {
	isMarked: boolean;
	text: string;
	place: MarkPlace;
	size: MarkSize;
	opacity: number;
	/** Pixels; '' for none. */
	edge: string;
};

export const proofForm = ({ watermark, proofEdge }: ProofSettings, studioName: string): ProofForm => ({
	isMarked: watermark !== null,
	text: watermark?.text ?? `© ${studioName}`,
	place: watermark?.place ?? 'tiled',
	size: watermark?.size ?? 'medium',
	opacity: watermark?.opacity ?? 40,
	edge: proofEdge === null ? '' : String(proofEdge)
});

export const markOf = ({ isMarked, text, place, size, opacity }: ProofForm): Watermark | null =>
	isMarked ? { text, place, size, opacity: Number(opacity) || MARK_OPACITY.least } : null;

/** What is sent to the server. */
export const proofSettings = (form: ProofForm): ProofSettings => ({
	watermark: markOf(form),
	proofEdge: form.edge ? Number(form.edge) : null
});
