/** What was made of versions: previews in views, keys for whoever keeps or removes bytes, and having more made. */
export { filmView, type FilmColumns } from './film.ts';
export { ladderOf } from './ladder.ts';
export {
	askedFor,
	lookIn,
	lookOf,
	lookRecipe,
	previewsInLook,
	readAsked,
	sizesInLook,
	type Look
} from './look.ts';
export { byPicturing, makeOf, type Made, type MadeFile } from './make.ts';
export {
	filmState,
	ladderState,
	pictured,
	previews,
	type PicturedVersion,
	type Preview
} from './previews.ts';
export {
	keyOf,
	productsMade,
	recipeOf,
	touchProducts,
	wantProducts,
	type MadeProduct,
	type WantedProduct
} from './products.ts';
export { removeOtherLooks } from './remove-looks.ts';
export { touchRendition } from './touch-rendition.ts';
export { renderProduct } from './render-product.ts';
export { sweepProducts } from './sweep-products.ts';
export { renderVersion, wantRendition } from './render.ts';
export {
	addFailed,
	addRenditions,
	previewsAmong,
	previewsIn,
	removeRenditions,
	renditionKeys,
	renditionsOf,
	type Rendition,
	type Stored
} from './rows.ts';
