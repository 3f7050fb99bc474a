/** What clients can fetch besides originals: the studio's list of it. */
export { archiveProduct, changeProduct } from './change-product.ts';
export { createProduct } from './create-product.ts';
export { findProduct, listProducts, productsOf, type Product } from './queries.ts';
