import type { Rated } from './rating.ts';

const XMP = 'http://ns.adobe.com/xap/1.0/';
const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';

/** What of XML's document model is used here; the browser's own, or a library's in tests. */
export type Xml = Pick<Document, 'getElementsByTagNameNS'>;

/** A sidecar for a picture that had none. */
export function newPacket({ rating, label }: Rated): string {
	const values = [
		...(rating === undefined ? [] : [`xmp:Rating="${rating}"`]),
		...(label === undefined ? [] : [`xmp:Label="${escaped(label)}"`])
	];
	return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="${RDF}">
  <rdf:Description rdf:about="" xmlns:xmp="${XMP}" ${values.join(' ')}/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;
}

const escaped = (text: string) =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** `stood`: what was there says more, or something else, and was left. `foreign`: no sidecar of a picture. */
export type Merged = 'changed' | 'same' | 'stood' | 'foreign';

/**
 * Writes stars and label into a sidecar and touches nothing else in it. A rating is only raised, a rejection written only
 * where nothing stands, a label only where there is none.
 */
export function mergeInto(xml: Xml, { rating, label }: Rated): Merged {
	const [first] = descriptions(xml);
	if (!first) return 'foreign';
	const outcomes = [
		rating === undefined ? 'same' : mergeRating(xml, first, rating),
		label === undefined ? 'same' : mergeLabel(xml, first, label)
	];
	return (['changed', 'stood', 'same'] as const).find((outcome) => outcomes.includes(outcome)) ?? 'same';
}

function mergeRating(xml: Xml, first: Element, wanted: number): Exclude<Merged, 'foreign'> {
	const place = placeOf(xml, 'Rating');
	const is = place ? Number(place.read()) : 0;
	if (is === wanted) return 'same';
	// what is not a number was not written by a catalogue, and says nothing
	const isLower = !Number.isFinite(is) || is <= 0;
	if (wanted > 0 ? !isLower && is > wanted : !isLower) return 'stood';
	if (wanted < 0 && is < 0) return 'same';
	write(first, place, 'Rating', String(wanted));
	return 'changed';
}

function mergeLabel(xml: Xml, first: Element, wanted: string): Exclude<Merged, 'foreign'> {
	const place = placeOf(xml, 'Label');
	const is = place?.read().trim() ?? '';
	if (is === wanted) return 'same';
	if (is) return 'stood';
	write(first, place, 'Label', wanted);
	return 'changed';
}

type Place = { read: () => string; write: (value: string) => void };

/** A simple property stands as an attribute or as an element, in whichever description. */
function placeOf(xml: Xml, name: string): Place | null {
	for (const one of descriptions(xml)) {
		const attribute = one.getAttributeNodeNS(XMP, name);
		if (attribute)
			return {
				read: () => attribute.value,
				write: (value) => void one.setAttributeNS(XMP, attribute.name, value)
			};
		const [element] = Array.from(one.getElementsByTagNameNS(XMP, name)).filter(
			(each) => each.parentNode === one
		);
		if (element)
			return {
				read: () => element.textContent ?? '',
				write: (value) => void (element.textContent = value)
			};
	}
	return null;
}

function write(first: Element, place: Place | null, name: string, value: string): void {
	if (place) place.write(value);
	else first.setAttributeNS(XMP, `${first.lookupPrefix(XMP) ?? 'xmp'}:${name}`, value);
}

/** Only those of a packet itself: inside of others they describe other things. */
const descriptions = (xml: Xml): Element[] =>
	Array.from(xml.getElementsByTagNameNS(RDF, 'RDF')).flatMap((rdf) =>
		Array.from(rdf.getElementsByTagNameNS(RDF, 'Description')).filter((each) => each.parentNode === rdf)
	);
