const EXTENSION = /^(?=.*\p{L})[\p{L}\p{N}_]{1,10}$/u;

export type NameParts = { stem: string; extension: string };

/** "DSC_1.JPG" → DSC_1 and .JPG, with the dot; "photo" and ".hidden" have none. */
export function splitName(name: string): NameParts {
	const dot = name.lastIndexOf('.');
	if (dot <= 0 || !EXTENSION.test(name.slice(dot + 1))) return { stem: name, extension: '' };
	return { stem: name.slice(0, dot), extension: name.slice(dot) };
}
