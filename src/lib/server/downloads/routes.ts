import type { RawRoute } from '../http/route.ts';
import { postArchive, readArchive, readArchiveProgress } from './archive.ts';
import {
	readDelivered,
	readDeliveredFilm,
	readDeliveredLadder,
	readDeliveredRung,
	readDeliveredRungList,
	readDeliveredRendition,
	readDeliveryArchive,
	readEarlierRendition,
	readManifest
} from './by-link.ts';
import { readFilm } from './film.ts';
import { readRendition } from './rendition.ts';
import { readLadder, readRung, readRungList } from './stream.ts';
import { downloadFile, readOriginal, readProduct } from './single.ts';

/** Every route that sends bytes of originals or previews; the most asked first. */
export const downloadRoutes: RawRoute[] = [
	{ method: 'GET', path: '/r/:gallery/:file/:version/:width.webp', run: readRendition },
	{ method: 'GET', path: '/r/:gallery/:file/:version/film.mp4', run: readFilm },
	{ method: 'GET', path: '/r/:gallery/:file/:version/film.m3u8', run: readLadder },
	{ method: 'GET', path: '/r/:gallery/:file/:version/film/:rung.m3u8', run: readRungList },
	{ method: 'GET', path: '/r/:gallery/:file/:version/film/:rung.mp4', run: readRung },
	{ method: 'GET', path: '/g/:gallery/files/:file/download', run: downloadFile },
	{ method: 'POST', path: '/g/:gallery/archives', run: postArchive },
	{ method: 'GET', path: '/g/:gallery/archives/:archive.zip', run: readArchive },
	{ method: 'GET', path: '/g/:gallery/archives/:archive', run: readArchiveProgress },
	{ method: 'GET', path: '/api/v1/files/:file/original', run: readOriginal },
	{ method: 'GET', path: '/api/v1/files/:file/products/:product', run: readProduct },
	{ method: 'GET', path: '/d/:token/manifest.json', run: readManifest },
	{ method: 'GET', path: '/d/:token/archive.zip', run: readDeliveryArchive },
	{ method: 'GET', path: '/d/:token/files/:file', run: readDelivered },
	{ method: 'GET', path: '/d/:token/r/:file/:width.webp', run: readDeliveredRendition },
	{ method: 'GET', path: '/d/:token/r/:file/film.mp4', run: readDeliveredFilm },
	{ method: 'GET', path: '/d/:token/r/:file/film.m3u8', run: readDeliveredLadder },
	{ method: 'GET', path: '/d/:token/r/:file/film/:rung.m3u8', run: readDeliveredRungList },
	{ method: 'GET', path: '/d/:token/r/:file/film/:rung.mp4', run: readDeliveredRung },
	{ method: 'GET', path: '/d/:token/r/:file/:version/:width.webp', run: readEarlierRendition }
];
