import * as v from 'valibot';
import { patchOf } from '#lib/domain/patch.ts';
import { Instant } from '#lib/domain/time.ts';
import { LimitSchema } from './limit.ts';
import { RULES } from './rules.ts';

const Name = v.pipe(
	v.string(),
	v.transform((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()),
	v.minLength(1, 'faults:field.empty'),
	v.maxLength(80, 'faults:field.tooLong')
);

export const CreateSelection = v.strictObject({
	name: Name,
	rule: v.optional(v.picklist(RULES), 'nobody-against'),
	limit: v.optional(v.nullable(LimitSchema), null),
	chooseBy: v.optional(v.nullable(Instant), null)
});
export type CreateSelection = v.InferOutput<typeof CreateSelection>;

export const PatchSelection = patchOf(
	v.strictObject({
		name: Name,
		rule: v.picklist(RULES),
		limit: v.nullable(LimitSchema),
		chooseBy: v.nullable(Instant)
	})
);
export type PatchSelection = v.InferOutput<typeof PatchSelection>;
