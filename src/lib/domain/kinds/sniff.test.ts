import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sniffKind } from './sniff.ts';
import { isKind } from './kinds.ts';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 255);
const utf16 = (text: string) => bytes(`\xff\xfe${[...text].map((letter) => `${letter}\0`).join('')}`);
const ftyp = (brand: string, ...compatible: string[]) =>
	bytes(`\0\0\0\x20ftyp${brand}\0\0\0\0${compatible.join('')}`);

test('an empty file is said to be empty', () => {
	expect(sniffKind(new Uint8Array(), 'DSC_1.jpg').verdict).toBe('empty');
});

describe('refused: what could harm whoever opens it', () => {
	test.each([
		['a page', bytes('<!DOCTYPE html><title>x</title>'), 'x.jpg'],
		['a page after white space', bytes('\r\n\t <HTML lang=en>'), 'x.jpg'],
		['a page that opens with a comment', bytes('<!-- hello -->'), 'x.txt'],
		['a page in UTF-16', utf16('<html><script>'), 'x.jpg'],
		['a page behind a byte order mark', bytes('\xef\xbb\xbf<body >'), 'x.jpg'],
		['a tag that makes browsers see a page', bytes('<p >hi'), 'x.bin'],
		['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg">'), 'logo.jpg'],
		['SVG behind an XML head', bytes('<?xml version="1.0"?>\n<svg xmlns='), 'logo.png'],
		[
			'SVG behind a long XML head',
			bytes('<?xml version="1.0" encoding="utf-8"?>\n<!-- Generator: Ad'),
			'a.jpg'
		],
		['SVG called a sidecar', bytes('<?xml version="1.0"?><svg xmlns='), 'a.xmp'],
		['a script in a GIF', bytes('GIF89a/*<script>alert(1)</script>'), 'x.gif'],
		['a shell script', bytes('#!/bin/sh\nrm -rf /'), 'DSC_1.jpg'],
		['a script tag', bytes('<script>alert(1)</script>'), 'x.png'],
		['PHP', bytes('<?php echo 1;'), 'x.jpg'],
		['PHP behind a picture', bytes('\xff\xd8\xff\xe0<?php echo 1;'), 'x.jpg'],
		['a Windows program', bytes('MZ\x90\0'), 'x.jpg'],
		['a Linux program', bytes('\x7fELF\x02'), 'x'],
		['a Mac program', bytes('\xcf\xfa\xed\xfe'), 'x'],
		['a fat Mac program', bytes('\xca\xfe\xba\xbe'), 'x'],
		['WebAssembly', bytes('\0asm\x01'), 'x.tif'],
		['a batch file', bytes('@ECHO OFF\r\ndel *'), 'x.txt'],
		['the EICAR test', bytes('X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!'), 'x.jpg'],
		['a picture with a program ending', bytes('\xff\xd8\xff\xe0'), 'photo.jpg.exe'],
		['an ending turned round to look harmless', bytes('\xff\xd8\xff\xe0'), 'photo\u202Egpj.exe'],
		['a page by its ending', bytes('hello'), 'x.html'],
		['SVG by its ending', bytes('hello'), 'x.SVG']
	])('%s', (_what, first, name) => expect(sniffKind(first, name).verdict).toBe('dangerous'));
});

describe('kept, by bytes before name', () => {
	test.each([
		['jpeg', bytes('\xff\xd8\xff\xe1'), 'DSC_1.jpg'],
		['jpeg', bytes('\xff\xd8\xff\xe1'), 'no ending'],
		['jpeg', bytes('\xff\xd8\xff\xe1'), 'DSC_1.NEF'],
		['png', bytes('\x89PNG\r\n\x1a\n'), 'png-named.jpg'],
		['webp', bytes('RIFF\0\0\0\0WEBPVP8 '), 'a.webp'],
		['wav', bytes('RIFF\0\0\0\0WAVEfmt '), 'a.jpg'],
		['tiff', bytes('II*\0\x08\0\0\0'), 'a.tif'],
		['tiff', bytes('MM\0*\0\0\0\x08'), 'unnamed'],
		['tiff', bytes('II+\0\x08\0\0\0'), 'big.tif'],
		['nef', bytes('MM\0*\0\0\0\x08'), 'DSC_1.NEF'],
		['dng', bytes('II*\0\x08\0\0\0'), 'L1000.dng'],
		['arw', bytes('II*\0\x08\0\0\0'), 'DSC1.ARW'],
		['cr2', bytes('II*\0\x10\0\0\0CR\x02\0'), 'IMG_1.tif'],
		['rw2', bytes('IIU\0\x18\0\0\0'), 'P1.RW2'],
		['orf', bytes('IIRO\x08\0\0\0'), 'P1.orf'],
		['raf', bytes('FUJIFILMCCD-RAW 0201'), 'DSCF1.RAF'],
		['cr3', ftyp('crx ', 'crx ', 'isom'), 'IMG_1.jpg'],
		['heic', ftyp('heic', 'mif1', 'heic'), 'IMG_1.HEIC'],
		['heic', ftyp('mif1', 'mif1', 'heic'), 'IMG_1.HEIC'],
		['avif', ftyp('avif', 'mif1', 'miaf'), 'a.jpg'],
		['avif', ftyp('mif1', 'avif', 'miaf'), 'a.avif'],
		['mp4', ftyp('isom', 'iso2', 'avc1'), 'mp4-named.jpg'],
		['mov', ftyp('qt  ', 'qt  '), 'a.mov'],
		['mov', bytes('\0\0\0\x08wide\0\0\0\0mdat'), 'old.mov'],
		['psd', bytes('8BPS\0\x01'), 'a.psd'],
		['pdf', bytes('%PDF-1.7'), 'a.jpg'],
		['gif', bytes('GIF89a\x01\0'), 'a.gif'],
		['zip', bytes('PK\x03\x04'), 'a.zip'],
		['docx', bytes('PK\x03\x04'), 'letter.docx'],
		['webm', bytes('\x1a\x45\xdf\xa3'), 'a.webm'],
		['xmp', bytes('<x:xmpmeta xmlns:x="adobe:ns:meta/">'), 'DSC_1.xmp'],
		['xmp', bytes('<?xml version="1.0" encoding="UTF-8"?>\n<x:xmpmeta xmlns:x'), 'DSC_1.xmp'],
		['other', bytes('<?xml version="1.0"?><NonRealTimeMeta xmlns="x">'), 'C0001M01.XML'],
		['other', bytes('#EXTM3U\n'), 'clip.mp4'],
		['other', bytes('\x01\x02\x03'), 'notes.xyz'],
		['mp4', bytes('\x01\x02\x03'), 'strange.mp4'],
		// claims to be a picture and is none: kept as one, so that its decoder says that it is damaged
		['jpeg', bytes('\x01\x02\x03'), 'damaged.jpg']
	])('%s', (kind, first, name) => expect(sniffKind(first, name)).toEqual({ verdict: 'kept', kind }));
});

test('only the first 64 bytes count, and any bytes under any name get an answer', () => {
	const late = bytes(`${'\x01'.repeat(64)}<script>`);
	expect(sniffKind(late, 'a.bin').verdict).toBe('kept');
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 100 }), fc.string({ unit: 'binary' }), (first, name) =>
			isKind(sniffKind(first, name).kind)
		)
	);
});
