/** What was made of versions: previews in views, keys for whoever keeps or removes bytes, and having more made. */
export { makeOf } from './make.ts';
export { pictured, previews, type PicturedVersion, type Preview } from './previews.ts';
export { renderVersion, wantRendition } from './render.ts';
export {
	addRenditions,
	previewsAmong,
	previewsIn,
	removeRenditions,
	renditionKeys,
	renditionsOf,
	type Rendition,
	type Stored
} from './rows.ts';
