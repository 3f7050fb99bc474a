/** What others may use of downloads. */
export { readable } from './can-read.ts';
export { readDeliveryPage, type DeliveryPage, type PageFile } from './delivery-page.ts';
export { listDownloads } from './list-downloads.ts';
export { makeArchive } from './make-archive.ts';
export { downloadRoutes } from './routes.ts';
export { downloadChoices } from './choices.ts';
