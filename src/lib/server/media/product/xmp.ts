const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescape = (text: string) =>
	text.replace(/&(amp|lt|gt|quot|apos);/g, (all, name: string) => ENTITIES[name] ?? all);
const escape = (text: string) =>
	text
		.replace(/[\p{Cc}\p{Cs}]/gu, ' ')
		.replace(/[&<>"]/g, (sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[sign]};`);

/** Contact and terms, each a line of text. */
const CONTACT = [
	'Iptc4xmpCore:CiEmailWork',
	'Iptc4xmpCore:CiUrlWork',
	'Iptc4xmpCore:CiTelWork',
	'Iptc4xmpCore:CiAdrExtadr',
	'Iptc4xmpCore:CiAdrPcode',
	'Iptc4xmpCore:CiAdrCity',
	'Iptc4xmpCore:CiAdrCtry',
	'xmpRights:WebStatement',
	'photoshop:Credit'
] as const;
type Contact = (typeof CONTACT)[number];

export type Credits = { copyright: string; creator: string; caption: string };
type Found = Credits & { contact: Partial<Record<Contact, string>> };

function property(packet: string, name: string): string {
	const found =
		new RegExp(`\\s${name}\\s{0,9}=\\s{0,9}(?:"([^"<]{1,1000})"|'([^'<]{1,1000})')`).exec(packet) ??
		new RegExp(`<${name}(?:\\s[^<>]{0,200})?>([^<]{1,1000})</${name}>`).exec(packet);
	return unescape(found?.slice(1).find((part) => part !== undefined) ?? '').trim();
}

/** The items of a list, or of a text in several languages, joined. */
function items(packet: string, name: string, most: number): string {
	const start = packet.search(new RegExp(`<${name}[\\s>]`));
	const end = start < 0 ? -1 : packet.indexOf(`</${name}>`, start);
	if (end < 0) return '';
	const all = packet.slice(start, end).matchAll(/<rdf:li(?:\s[^<>]{0,200})?>([^<]{1,2000})<\/rdf:li>/g);
	return [...all]
		.slice(0, most)
		.map(([, text = '']) => unescape(text).trim())
		.join(', ');
}

/** Who made it, whose it is, and how to reach them. */
export function readCredits(packet: string): Found {
	const contact = CONTACT.map((name) => [name, property(packet, name)] as const).filter(([, text]) => text);
	return {
		copyright: items(packet, 'dc:rights', 1),
		creator: items(packet, 'dc:creator', 20),
		caption: items(packet, 'dc:description', 1),
		contact: Object.fromEntries(contact)
	};
}

const NAMESPACES = [
	'xmlns:dc="http://purl.org/dc/elements/1.1/"',
	'xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"',
	'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"',
	'xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"'
].join(' ');

const inLanguages = (name: string, text: string) =>
	text && `<${name}><rdf:Alt><rdf:li xml:lang="x-default">${escape(text)}</rdf:li></rdf:Alt></${name}>`;
const inOrder = (name: string, text: string) =>
	text && `<${name}><rdf:Seq><rdf:li>${escape(text)}</rdf:li></rdf:Seq></${name}>`;
const plain = (name: string, text: string) => `<${name}>${escape(text)}</${name}>`;

function description({ copyright, creator, caption }: Credits, contact: Found['contact'] = {}): string {
	const all = CONTACT.flatMap((name) => (contact[name] ? [[name, contact[name]] as const] : []));
	const own = all.filter(([name]) => name.startsWith('Iptc')).map(([name, text]) => plain(name, text));
	return [
		`<rdf:Description rdf:about="" ${NAMESPACES}>`,
		inLanguages('dc:rights', copyright),
		copyright && '<xmpRights:Marked>True</xmpRights:Marked>',
		inOrder('dc:creator', creator),
		inLanguages('dc:description', caption),
		...all.filter(([name]) => !name.startsWith('Iptc')).map(([name, text]) => plain(name, text)),
		own.length
			? `<Iptc4xmpCore:CreatorContactInfo rdf:parseType="Resource">${own.join('')}</Iptc4xmpCore:CreatorContactInfo>`
			: '',
		'</rdf:Description>'
	].join('');
}

/** A packet of nothing but credits; undefined where there is nothing to say. */
export function creditsPacket(credits: Credits, contact: Found['contact']): string | undefined {
	if (!credits.copyright && !credits.creator && !credits.caption && !Object.keys(contact).length)
		return undefined;
	return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${description(credits, contact)}</rdf:RDF></x:xmpmeta>`;
}

const OF: Record<keyof Credits, string> = {
	copyright: 'dc:rights',
	creator: 'dc:creator',
	caption: 'dc:description'
};

/** The original's whole packet, with these credits in the place of its own; those that are '' stay as they were. */
export function withCredits(packet: string, credits: Credits): string {
	const set = (['copyright', 'creator', 'caption'] as const).filter((name) => credits[name]);
	if (!set.length) return packet;
	const without = set.reduce(
		(text, name) => text.replace(new RegExp(`<${OF[name]}[\\s>][\\s\\S]*?</${OF[name]}>`, 'g'), ''),
		packet
	);
	const end = without.lastIndexOf('</rdf:RDF>');
	return end < 0 ? without : without.slice(0, end) + description(credits) + without.slice(end);
}
