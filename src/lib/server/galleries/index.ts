/** The galleries of the studio: made from a preset, arranged in a tree, changed and taken away. */
export { coverOf, type Cover } from './cover.ts';
export { firstPictures } from './first-pictures.ts';
export { createGallery } from './create-gallery.ts';
export { deleteGallery } from './delete-gallery.ts';
export { eraseGalleries } from './erase-galleries.ts';
export { readLanding, type Landing } from './landing.ts';
export { openForClient } from './open-for-client.ts';
export { patchGallery } from './patch-gallery.ts';
export { ancestorsOf, childrenOf, descendantsOf, listGalleries, readGallery } from './queries.ts';
export { listDeletedGalleries, undeleteGallery } from './undelete-gallery.ts';
