import { endingOf } from './kinds.ts';
import { latin } from './signatures.ts';

const executables = [
	'MZ',
	'\x7fELF',
	'\xfe\xed\xfa\xce',
	'\xfe\xed\xfa\xcf',
	'\xce\xfa\xed\xfe',
	'\xcf\xfa\xed\xfe',
	'\xca\xfe\xba\xbe',
	'\0asm',
	'dex\n',
	'!<arch>',
	// a Windows shortcut
	'L\0\0\0\x01\x14\x02\0'
];
const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR';
const shells = ['#!', '@echo off', '<?php', '<?='];

// what a browser takes for a page when it stands first (WHATWG MIME sniffing, 7.1)
const pageTags =
	/^<(!--|(!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>])/i;
// never in the first bytes of an honest file, wherever they stand: polyglots hide them behind a picture's magic
const anywhere = /<(script|\?php|svg|html|iframe|!doctype (html|svg)|!entity)/i;

const endings = new Set(
	(
		'html htm xhtml xht shtml mht mhtml svg svgz js mjs cjs jse vbs vbe wsf wsh hta php phtml asp aspx jsp cgi ' +
		'sh bash zsh command bat cmd ps1 psm1 exe dll com scr pif msi msp cpl sys jar apk app dmg pkg deb rpm ' +
		'lnk url reg inf scpt workflow elf so dylib wasm swf chm'
	).split(' ')
);

/** The bytes as text without byte order marks; UTF-16 loses its zero bytes, which is enough to see tags. */
function plain(first: Uint8Array) {
	const text = latin(first);
	if (text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff')) return text.slice(2).replaceAll('\0', '');
	return text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text;
}

// SVG often hides behind an XML head longer than what we see; only sidecars are XML without showing their root
function isHiddenXml(text: string, name: string) {
	if (!/^<\?xml\s/i.test(text)) return false;
	const root = /^<\?xml[^>]*\?>\s*<([a-z][\w:.-]*)[\s>]/i.exec(text)?.[1]?.toLowerCase();
	return root ? /^(\w+:)?(svg|html)$/.test(root) : endingOf(name) !== 'xmp';
}

/** HTML, SVG, scripts and programs: the files that could do harm on the machine of whoever opens them. */
export function isDangerous(first: Uint8Array, name: string) {
	if (endings.has(endingOf(name))) return true;
	const text = plain(first);
	const begun = text.trimStart();
	return (
		executables.some((magic) => latin(first).startsWith(magic)) ||
		shells.some((magic) => begun.toLowerCase().startsWith(magic)) ||
		begun.startsWith(EICAR) ||
		pageTags.test(begun) ||
		anywhere.test(text) ||
		isHiddenXml(begun, name)
	);
}
