/** A file's name, and where it lies in the archive when that is in a folder. */
export type PlacedName = { name: string; path?: string };

export const pathIn = (section: string, name: string) => (section ? `${section}/${name}` : name);

export function placed(path: string): PlacedName {
	const slash = path.lastIndexOf('/');
	return slash < 0 ? { name: path } : { name: path.slice(slash + 1), path };
}
