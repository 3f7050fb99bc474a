import type { Row } from './row.ts';
import { clientRows } from './rows/clients.ts';
import { fileRows } from './rows/files.ts';
import { galleryRows } from './rows/galleries.ts';
import { linkRows } from './rows/links.ts';
import { orderRows } from './rows/orders.ts';
import { pageRows } from './rows/pages.ts';
import { productRows } from './rows/products.ts';

export const TABLE: Row[] = [
	...galleryRows,
	...fileRows,
	...orderRows,
	...clientRows,
	...linkRows,
	...productRows,
	...pageRows
];
