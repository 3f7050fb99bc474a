export { listDownloads } from './list-downloads.ts';
