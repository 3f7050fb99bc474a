import * as v from 'valibot';
import { Manifest } from '../delivery.ts';
import type { Operation } from './operation.ts';

/** What the link of a delivery opens. */
export const links: readonly Operation[] = [
	{
		call: 'GET /d/{token}',
		does: 'the page of a delivery, 120 files at a time (`?page=2`)',
		who: 'link',
		query: { page: v.optional(v.string()) },
		gives: { 200: 'page' }
	},
	{
		call: 'GET /d/{token}/manifest.json',
		does: 'its files with sizes and hashes, `path` for those in a folder of the archive',
		who: 'link',
		gives: { 200: Manifest }
	},
	{
		call: 'GET /d/{token}/files/{file}',
		does: 'one of them, Range allowed',
		who: 'link',
		gives: { 200: 'bytes', 206: 'bytes', 304: 'nothing' },
		refuses: [416]
	},
	{
		call: 'GET /d/{token}/archive.zip',
		does: 'all of them, Range allowed',
		who: 'link',
		gives: { 200: 'bytes', 206: 'bytes', 304: 'nothing' },
		refuses: [416]
	},
	{
		call: 'GET /d/{token}/r/{file}/{width}.webp',
		does: 'a preview of one',
		who: 'link',
		gives: { 200: 'bytes', 304: 'nothing' }
	},
	{
		call: 'GET /d/{token}/r/{file}/film.mp4',
		does: 'a film of it to be played, Range allowed',
		who: 'link',
		gives: { 200: 'bytes', 206: 'bytes', 304: 'nothing' },
		refuses: [416]
	},
	{
		call: 'GET /d/{token}/r/{file}/film.m3u8',
		does: 'a long film in several sizes (HLS, `film.stream`)',
		who: 'link',
		gives: { 200: 'bytes', 304: 'nothing' }
	},
	{
		call: 'GET /d/{token}/r/{file}/film/{rung}.m3u8',
		does: 'where the pieces of one size lie',
		who: 'link',
		gives: { 200: 'bytes', 206: 'bytes', 304: 'nothing' },
		refuses: [416]
	},
	{
		call: 'GET /d/{token}/r/{file}/film/{rung}.mp4',
		does: 'the pieces of one size, by Range',
		who: 'link',
		gives: { 200: 'bytes', 206: 'bytes', 304: 'nothing' },
		refuses: [416]
	},
	{
		call: 'GET /d/{token}/r/{file}/{version}/{width}.webp',
		does: "a preview of what clients saw before, for before/after; only in an order's delivery",
		who: 'link',
		gives: { 200: 'bytes', 304: 'nothing' }
	}
];
