import { hasQuality } from '#lib/domain/products/format.ts';
import type { ProductSettings } from '#lib/domain/products/settings.ts';
import type { ProductSize } from '#lib/domain/products/size.ts';
import { t } from '#lib/messages/index.ts';

export function sizeWords(size: ProductSize): string {
	switch (size.by) {
		case 'original':
			return t('studio:products.size.original');
		case 'box':
			return t('studio:products.sized.box', { width: size.width, height: size.height });
		case 'edge':
			return t('studio:products.sized.edge', { edge: size.edge });
		case 'megapixels':
			return t('studio:products.sized.megapixels', { megapixels: size.megapixels });
		case 'percent':
			return t('studio:products.sized.percent', { percent: size.percent });
	}
}

/** One line that tells a product from others: size, format and quality, dots per inch. */
export function productWords({ size, format, quality, dpi }: ProductSettings): string {
	const written = t(`studio:products.format.${format}`);
	const parts = [
		sizeWords(size),
		hasQuality(format) ? `${written} ${quality}` : written,
		...(dpi === null ? [] : [`${dpi} dpi`])
	];
	return parts.join(' · ');
}
