import { DOMParser, XMLSerializer } from '@xmldom/xmldom';
import { describe, expect, test } from 'vitest';
import { mergeInto, newPacket, type Merged, type Xml } from './packet.ts';
import type { Rated } from './rating.ts';

// the library's document is the browser's for all that is used of it
const parse = (text: string) =>
	new DOMParser().parseFromString(text, 'text/xml') as unknown as Xml & Document;
const write = (xml: Document) =>
	new XMLSerializer().serializeToString(xml as unknown as Parameters<XMLSerializer['serializeToString']>[0]);

const packet = (attributes: string, inside = '') => `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" ${attributes} crs:Exposure2012="+0.35">
<crs:ToneCurve><rdf:Seq><rdf:li>0, 0</rdf:li><rdf:li>255, 255 &amp; ö</rdf:li></rdf:Seq></crs:ToneCurve>${inside}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;

/** The outcome, and the packet as it stands then. */
function merge(text: string, rated: Rated): [Merged, string] {
	const xml = parse(text);
	return [mergeInto(xml, rated), write(xml)];
}

describe('stars and label in a sidecar that is there', () => {
	test.each<[string, Rated, Merged, string]>([
		['', { rating: 4 }, 'changed', 'xmp:Rating="4"'],
		['xmp:Rating="2"', { rating: 4 }, 'changed', 'xmp:Rating="4"'],
		['xmp:Rating="5"', { rating: 4 }, 'stood', 'xmp:Rating="5"'],
		['xmp:Rating="4"', { rating: 4 }, 'same', 'xmp:Rating="4"'],
		['xmp:Rating="-1"', { rating: 1 }, 'changed', 'xmp:Rating="1"'],
		['xmp:Rating="0"', { rating: -1 }, 'changed', 'xmp:Rating="-1"'],
		['', { rating: -1 }, 'changed', 'xmp:Rating="-1"'],
		['xmp:Rating="3"', { rating: -1 }, 'stood', 'xmp:Rating="3"'],
		['xmp:Rating="many"', { rating: 2 }, 'changed', 'xmp:Rating="2"'],
		['', { label: 'Green' }, 'changed', 'xmp:Label="Green"'],
		['xmp:Label="Red"', { label: 'Green' }, 'stood', 'xmp:Label="Red"'],
		['xmp:Label=" "', { label: 'Green' }, 'changed', 'xmp:Label="Green"'],
		[
			'xmp:Label="Red" xmp:Rating="1"',
			{ label: 'Green', rating: 3 },
			'changed',
			'xmp:Label="Red" xmp:Rating="3"'
		],
		['xmp:Rating="3"', {}, 'same', 'xmp:Rating="3"']
	])('%s and %j: %s', (attributes, rated, outcome, expected) => {
		const [found, text] = merge(packet(attributes), rated);
		expect(found).toBe(outcome);
		for (const each of expected.split(/ (?=xmp)/)) expect(text).toContain(each);
		expect(text.match(/xmp:Rating=/g)?.length ?? 0).toBeLessThanOrEqual(1);
	});

	test('as elements they are found too, and stay elements', () => {
		const [outcome, text] = merge(packet('', '<xmp:Rating>1</xmp:Rating><xmp:Label>Blue</xmp:Label>'), {
			rating: 2,
			label: 'Green'
		});
		expect(outcome).toBe('changed');
		expect(text).toContain('<xmp:Rating>2</xmp:Rating><xmp:Label>Blue</xmp:Label>');
		expect(text).not.toContain('xmp:Rating=');
	});

	test('another prefix is the same thing', () => {
		const other = packet('').replace('xmlns:xmp', 'xmlns:xap');
		expect(merge(other, { rating: 3 })[1]).toContain('xap:Rating="3"');
		expect(merge(other.replace('xmlns:xap=', 'xap:Rating="5" xmlns:xap='), { rating: 3 })[0]).toBe('stood');
	});

	test('everything else stays as it was', () => {
		const before = packet('xmp:Rating="1"');
		const [, after] = merge(before, { rating: 3 });
		expect(after.replace('xmp:Rating="3"', 'xmp:Rating="1"').trim()).toBe(write(parse(before)).trim());
		expect(after).toContain('begin="\uFEFF"');
		expect(after).toContain('255, 255 &amp; ö');
	});

	test('what describes something inside is not the picture', () => {
		const derived =
			'<xmp:Pieces><rdf:Bag><rdf:li><rdf:Description xmp:Rating="5"/></rdf:li></rdf:Bag></xmp:Pieces>';
		expect(merge(packet('', derived), { rating: 2 })[0]).toBe('changed');
	});

	test.each(['<html/>', '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'])(
		'%s is no sidecar',
		(text) => expect(merge(text, { rating: 2 })[0]).toBe('foreign')
	);
});

test('a new sidecar says what it was given, and can be merged into', () => {
	const text = newPacket({ rating: 3, label: 'A "b" & <c>' });
	expect(merge(text, { rating: 3, label: 'A "b" & <c>' })[0]).toBe('same');
	expect(merge(text, { rating: 4 })[0]).toBe('changed');
	expect(merge(newPacket({ rating: -1 }), { rating: -1 })[0]).toBe('same');
});
