import * as v from 'valibot';
import type { Key } from '#lib/messages/keys.ts';
import { cleanFileName } from './clean-file-name.ts';

/** A file name as it was sent: cleaned to one visible component, or refused. */
export const FileName = v.pipe(
	v.string(),
	v.rawTransform(({ dataset, addIssue, NEVER }) => {
		const cleaned = cleanFileName(dataset.value);
		if (cleaned.ok) return cleaned.name;
		addIssue({ message: `faults:files.name-${cleaned.why}` satisfies Key });
		return NEVER;
	})
);

/** `a/b/../c` → `a/b/c`: where in the dropped folder it lay; every part cleaned like a name. */
export const Section = v.pipe(
	v.string(),
	v.maxLength(1000),
	v.transform((path) =>
		path
			.split('/')
			.flatMap((part) => {
				const cleaned = cleanFileName(part);
				return cleaned.ok ? [cleaned.name] : [];
			})
			.join('/')
	)
);
