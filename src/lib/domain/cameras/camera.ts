/** What a file says of the camera that took it. */
export type CameraFacts = {
	make?: string | undefined;
	model?: string | undefined;
	serial?: string | undefined;
};

const NOT_PRINTED = /[\p{Cc}\p{Cf}]/gu;
const clean = (text: string | undefined) =>
	(text ?? '').normalize('NFC').replace(NOT_PRINTED, '').trim().replace(/\s+/g, ' ');
const fold = (text: string | undefined) => clean(text).toLowerCase();
// one writer pads it, another reads it as a number
const serialOf = ({ serial }: CameraFacts) => clean(serial).replace(/^0+(?=.)/, '');

/**
 * Which camera it is, as an opaque key: two bodies of one model are told apart by their serial number. Programs write
 * a maker's name in several ways, so it counts only where there is no model. Films have a clock of their own reading
 * (decision 0027), so they are shifted apart from the stills of the same body. '' where nothing is known.
 */
export function cameraKey(facts: CameraFacts, isFilm: boolean): string {
	const parts = [fold(facts.model) || fold(facts.make), serialOf(facts).toLowerCase(), isFilm ? 'film' : ''];
	return parts.some(Boolean) ? parts.map(encodeURIComponent).join('/') : '';
}

/** Its name for people: make and model, the maker not twice; '' where nothing is known. */
export function cameraName(facts: CameraFacts): string {
	const [make, model] = [clean(facts.make), clean(facts.model)];
	const [maker = ''] = make.split(' ');
	const isNamed = model.toLowerCase().startsWith(maker.toLowerCase());
	return model && isNamed ? model : [maker, model].filter(Boolean).join(' ');
}

export const cameraSerial = serialOf;
