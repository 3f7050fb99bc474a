import { isNull } from 'drizzle-orm';
import { file } from './schema.ts';

/** A picture of its own: companions go with theirs, and are listed, counted, chosen and ordered nowhere by themselves. */
export const isPicture = isNull(file.companionOf);
