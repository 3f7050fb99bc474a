import * as v from 'valibot';
import { cutsOf, isCounter } from '#lib/domain/matching/endings.ts';
import { splitName } from '#lib/domain/naming/extension.ts';
import { nameKey } from '#lib/domain/naming/keys.ts';

const MOST = 30;
const LONGEST = 40;
const BEGINS_APART = /^[\p{P}\p{S}\p{Zs}]+\S/u;

/** `-BW`: begins with a sign, or the name of another picture could end so; and is no number, which names the next frame. */
export const isCompanionEnding = (ending: string) => BEGINS_APART.test(ending) && !isCounter(ending);

/** Written by a person, with commas between: what finals end with that go with their picture. */
export const CompanionEndings = v.pipe(
	v.string(),
	v.transform((text) => [...new Set(text.split(',').map((one) => one.trim()))].filter(Boolean)),
	v.array(v.pipe(v.string(), v.maxLength(LONGEST))),
	v.maxLength(MOST),
	// of the field, not of one of them: beside that it is said
	v.check((endings) => endings.every(isCompanionEnding), 'faults:field.endings')
);

/**
 * What a name may be a companion of: the key of its picture's stem and the ending, as the studio wrote it. The longest
 * ending that fits is meant; null: it is none.
 */
export function asCompanion(
	name: string,
	endings: readonly string[]
): { stemKey: string; ending: string } | null {
	const cuts = cutsOf(splitName(name).stem);
	const fitting = endings.flatMap((ending) => {
		const cut = cuts.find(({ suffix }) => nameKey(suffix) === nameKey(ending));
		return cut ? [{ stemKey: nameKey(cut.stem), ending }] : [];
	});
	return fitting.toSorted((a, b) => b.ending.length - a.ending.length)[0] ?? null;
}
