import { kindFacts, kindOfName } from '#lib/domain/kinds/kinds.ts';
import { splitName } from '#lib/domain/naming/extension.ts';
import { nameKey, stemKey } from '#lib/domain/naming/keys.ts';
import type { Candidate } from './candidates.ts';
import { looksAlike, unlike, type PictureFacts } from './likeness.ts';

type Drop = PictureFacts & { name: string };

/** Of several files that answer to a name, the one that is shown as the likely one; null where nobody can know. */
export function proposed(
	drop: Drop,
	files: readonly Candidate[]
): { file: Candidate; why: 'one-frame' | 'several-files' } | null {
	// one of them is called just so, and another was ordered
	const isNamed = files.some(({ names }) => names.some((name) => nameKey(name) === nameKey(drop.name)));
	const beside = !isNamed && isOneFrame(files) ? besideOthers(drop.name, files) : null;
	if (beside) return { file: beside, why: 'one-frame' };
	const alike = only(files, (file) => looksAlike(file, drop));
	const isClear = files.every((file) => file === alike || unlike(file, drop).length > 0);
	return alike && isClear ? { file: alike, why: 'several-files' } : null;
}

/** A RAW, a film and a JPEG of one stem, lying in one place, each kind once. */
function isOneFrame(files: readonly Candidate[]): boolean {
	const [first] = files;
	if (!first) return false;
	const stems = new Set(first.names.map(stemKey));
	const together = files.every(
		(file) =>
			(file.section ?? '') === (first.section ?? '') && file.names.some((name) => stems.has(stemKey(name)))
	);
	const extensions = files.map(({ names }) => splitName(names[0] ?? '').extension.toLowerCase());
	return together && new Set(extensions).size === files.length;
}

/** A film replaces the film; a photograph the one that has a picture, then any photograph, then the RAW. */
function besideOthers(name: string, files: readonly Candidate[]): Candidate | null {
	const isFilm = groupOf(name, kindOfName(name)) === 'video';
	const tiers = isFilm
		? [files.filter((file) => groupOfFile(file) === 'video')]
		: [
				files.filter((file) => groupOfFile(file) === 'photo' && file.picture === true),
				files.filter((file) => groupOfFile(file) === 'photo'),
				files.filter((file) => groupOfFile(file) === 'raw')
			];
	return only(tiers.find((tier) => tier.length > 0) ?? [], () => true);
}

const groupOf = (name: string, kind: string | undefined) => kindFacts(kind ?? kindOfName(name)).group;
const groupOfFile = ({ names, kind }: Candidate) => groupOf(names[0] ?? '', kind);

function only<T>(all: readonly T[], is: (one: T) => boolean): T | null {
	const [found, ...more] = all.filter(is);
	return found !== undefined && more.length === 0 ? found : null;
}
