import { clients } from './clients.ts';
import { files } from './files.ts';
import { galleries } from './galleries.ts';
import { orders } from './orders.ts';
import { products } from './products.ts';
import { links } from './links.ts';
import { others } from './others.ts';
import type { Operation } from './operation.ts';

/** Every way in but the studio's own pages, under the headings of docs/api.md. */
export const api: Record<string, readonly Operation[]> = {
	Galleries: galleries,
	Files: files,
	'Selections, orders, deliveries': orders,
	Products: products,
	'What a client does': [...clients, ...links],
	'The rest': others
};
