import { ENDINGS, type Format } from '#lib/domain/products/format.ts';

/** What a decoder calls the product in its task's folder. */
export const productFile = ({ format }: { format: Format }) => `product${ENDINGS[format]}`;
