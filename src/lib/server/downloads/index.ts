/** What others may use of downloads. */
export { readable } from './can-read.ts';
export { readDeliveryPage, type DeliveryPage, type PageFile } from './delivery-page.ts';
export { listDownloads, type DownloadView } from './list-downloads.ts';
export { makeArchive, type ArchiveMade } from './make-archive.ts';
export { downloadRoutes } from './routes.ts';
