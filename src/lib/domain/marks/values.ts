import * as v from 'valibot';
import type { MarkKind } from './keys.ts';

export const PICKS = ['yes', 'maybe', 'no'] as const;
export type Pick = (typeof PICKS)[number];
export const LABELS = ['red', 'yellow', 'green', 'blue', 'purple'] as const;
export type Label = (typeof LABELS)[number];
export const VERDICTS = ['in', 'out'] as const;
export type Verdict = (typeof VERDICTS)[number];

const MAX_SHAPES = 20;
const MAX_NUMBERS = 400;
const MAX_DRAWING_NUMBERS = 1200;

/** Shares of the picture's width and height, from its upper left corner; three decimals are plenty. */
const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Numbers = v.pipe(v.array(Share), v.minLength(2), v.maxLength(MAX_NUMBERS));
const Four = v.pipe(v.array(Share), v.length(4));

/** x, y, x, y … of a pen; left, top, width, height; from x, y to x, y. */
const Shape = v.union([
	v.strictObject({
		pen: v.pipe(
			Numbers,
			v.check((numbers) => numbers.length % 2 === 0)
		)
	}),
	v.strictObject({ rectangle: Four }),
	v.strictObject({ arrow: Four })
]);
export type Shape = v.InferOutput<typeof Shape>;

const Drawing = v.pipe(
	v.array(Shape),
	v.minLength(1),
	v.maxLength(MAX_SHAPES),
	v.check((shapes) => shapes.reduce((sum, shape) => sum + numbersIn(shape), 0) <= MAX_DRAWING_NUMBERS)
);

function numbersIn(shape: Shape): number {
	return 'pen' in shape ? shape.pen.length : 4;
}

const MAX_CHARACTERS = 2000;

function isCommentText(text: string): boolean {
	if (text.length > 2 * MAX_CHARACTERS || [...text].length > MAX_CHARACTERS) return false;
	return /[^\s\p{Cc}\p{Cf}]/u.test(text);
}

export const CommentSchema = v.strictObject({
	file: v.pipe(v.string(), v.regex(/^[0-9a-z]{1,40}$/)),
	version: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
	text: v.pipe(v.string(), v.check(isCommentText)),
	replyTo: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-z]{1,40}\.[0-9a-z]{1,40}$/))),
	drawing: v.optional(Drawing),
	/** Seconds into a video. */
	time: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(360_000)))
});
export type Comment = v.InferOutput<typeof CommentSchema>;

/** Of JavaScript's calendar: what is later is no day in any words. */
const LAST_MOMENT = 8.64e15;

const SCHEMAS = {
	pick: v.picklist(PICKS),
	verdict: v.picklist(VERDICTS),
	stars: v.picklist([1, 2, 3, 4, 5]),
	label: v.picklist(LABELS),
	done: v.literal(true),
	resolve: v.literal(true),
	comment: CommentSchema,
	at: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LAST_MOMENT))
} satisfies Record<MarkKind, v.GenericSchema>;

export type MarkValues = { [K in MarkKind]: v.InferOutput<(typeof SCHEMAS)[K]> };

/** The value as its kind allows it, or undefined: nothing else may stand in a book. */
export function parseMarkValue<K extends MarkKind>(kind: K, value: unknown): MarkValues[K] | undefined;
export function parseMarkValue(kind: MarkKind, value: unknown): unknown {
	const read = v.safeParse(SCHEMAS[kind], value);
	return read.success && isPlain(value) ? read.output : undefined;
}

/**
 * JSON and nothing behind it, no deeper than `depth`: a `__proto__` in a Yjs value becomes a real prototype, whose fields
 * a schema reads as if they stood there.
 */
export function isPlain(value: unknown, depth = Infinity): boolean {
	if (typeof value !== 'object' || value === null) return typeof value !== 'bigint';
	if (depth === 0) return false;
	const proto: unknown = Object.getPrototypeOf(value);
	if (proto !== (Array.isArray(value) ? Array.prototype : Object.prototype)) return false;
	return Object.values(value).every((each) => isPlain(each, depth - 1));
}
