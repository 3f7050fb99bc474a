import * as v from 'valibot';

export const LIMIT_KINDS = ['at-most', 'exactly', 'at-least'] as const;
export const LimitSchema = v.strictObject({
	kind: v.picklist(LIMIT_KINDS),
	n: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000))
});
export type Limit = v.InferOutput<typeof LimitSchema>;

export type LimitCheck = { ok: boolean; missing: number; over: number };

/** How many are missing or too many; at most one of the two is above 0. */
export function checkLimit(limit: Limit | null | undefined, count: number): LimitCheck {
	if (!limit) return { ok: true, missing: 0, over: 0 };
	const missing = limit.kind === 'at-most' ? 0 : Math.max(0, limit.n - count);
	const over = limit.kind === 'at-least' ? 0 : Math.max(0, count - limit.n);
	return { ok: missing === 0 && over === 0, missing, over };
}
