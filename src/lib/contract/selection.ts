import * as v from 'valibot';
import { Id } from '#lib/domain/id.ts';
import { PICKS } from '#lib/domain/marks/values.ts';
import { SeatSelection } from './seat.ts';

const SelectedFile = v.object({
	fileId: Id,
	cameraName: v.string(),
	section: v.optional(v.string()),
	in: v.boolean(),
	picks: v.array(v.object({ name: v.string(), pick: v.picklist(PICKS) })),
	stars: v.number()
});

/** A selection with what is in it. Programs rely on it: fields may come, none may go. */
export const SelectionView = v.object({
	...v.omit(SeatSelection, ['deleted']).entries,
	count: v.number(),
	files: v.array(SelectedFile),
	/** From the second round on: what is in now and was not ordered then, and the other way round. */
	sinceLastOrder: v.optional(v.object({ added: v.array(Id), removed: v.array(Id) }))
});
export type SelectionView = v.InferOutput<typeof SelectionView>;
