import type { ProductSettings } from './settings.ts';

export const PRODUCT_PRESETS = ['full', 'web', 'print', 'social'] as const;
export type ProductPreset = (typeof PRODUCT_PRESETS)[number];

const COMMON = {
	format: 'jpeg',
	dpi: null,
	space: 'srgb',
	sharpening: 'screen',
	metadata: 'credits',
	copyright: '',
	creator: '',
	caption: '',
	name: ''
} as const;

const SETTINGS: Record<ProductPreset, ProductSettings> = {
	full: { ...COMMON, size: { by: 'original' }, quality: 92, sharpening: 'none' },
	web: { ...COMMON, size: { by: 'edge', edge: 2048 }, quality: 85 },
	print: { ...COMMON, size: { by: 'original' }, quality: 95, dpi: 300, space: 'own', sharpening: 'print' },
	social: { ...COMMON, size: { by: 'box', width: 1080, height: 1350 }, quality: 85 }
};

/** What a new product starts with; a fresh copy. */
export const presetSettings = (preset: ProductPreset): ProductSettings => structuredClone(SETTINGS[preset]);
