const SUFFIX = new RegExp(
	[
		'[-_ ](?:edit|edited|retouched|retouch|retusche|final|finals|finished|corrected|bearbeitet)(?:[-_ ]?\\d{1,2})?',
		'[-_ ](?:v|ver|version)[-_ ]?\\d{1,2}',
		' ?\\(\\d{1,3}\\)',
		'(?: -)?[-_ ](?:copy|kopie|copie)(?:[-_ ]\\d{1,2}| ?\\(\\d{1,2}\\))?'
	]
		.map((part) => `(?:${part})`)
		.join('|')
		.replace(/^/, '(?:')
		.concat(')$'),
	'i'
);

export type Stripped = { stem: string; suffix: string };

/** Every shorter stem that known suffixes lead to, the nearest first: A-Edit_final → A-Edit, A. */
export function strippedStems(stem: string): Stripped[] {
	const found: Stripped[] = [];
	let rest = stem;
	for (let match = SUFFIX.exec(rest); match && match.index > 0; match = SUFFIX.exec(rest)) {
		rest = rest.slice(0, match.index);
		found.push({ stem: rest, suffix: stem.slice(rest.length) });
	}
	return found;
}
