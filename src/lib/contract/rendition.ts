import * as v from 'valibot';

export const Rendition = v.object({ width: v.number(), url: v.string() });
export type Rendition = v.InferOutput<typeof Rendition>;

export const FileStatus = v.picklist(['processing', 'ready', 'failed']);
export type FileStatus = v.InferOutput<typeof FileStatus>;
