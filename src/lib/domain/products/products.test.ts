import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { estimatedBytes, formatFor } from './format.ts';
import { offersProduct, withOffer } from './offer.ts';
import { presetSettings, PRODUCT_PRESETS } from './presets.ts';
import { CreateProduct, ProductSettings } from './settings.ts';
import { productSize, type ProductSize } from './size.ts';
import { specOf } from './spec.ts';
import { productStem, unknownFields } from './template.ts';

describe('a product is as large as', () => {
	const lying = { width: 6000, height: 4000 };
	const upright = { width: 4000, height: 6000 };
	test.each<[string, ProductSize, { width: number; height: number }, [number, number]]>([
		['the original', { by: 'original' }, lying, [6000, 4000]],
		['its long edge says', { by: 'edge', edge: 2048 }, lying, [2048, 1365]],
		['its long edge says, upright', { by: 'edge', edge: 2048 }, upright, [1365, 2048]],
		['its box allows', { by: 'box', width: 1080, height: 1350 }, lying, [1080, 720]],
		['its box allows, upright', { by: 'box', width: 1080, height: 1350 }, upright, [900, 1350]],
		['its megapixels say', { by: 'megapixels', megapixels: 6 }, lying, [3000, 2000]],
		['its share says', { by: 'percent', percent: 50 }, lying, [3000, 2000]],
		['a small original', { by: 'edge', edge: 2048 }, { width: 640, height: 480 }, [640, 480]],
		['a small original in a large box', { by: 'box', width: 9000, height: 9000 }, lying, [6000, 4000]],
		['a small original of fewer megapixels', { by: 'megapixels', megapixels: 100 }, lying, [6000, 4000]],
		['one pixel at least', { by: 'edge', edge: 16 }, { width: 60_000, height: 1 }, [16, 1]]
	])('%s', (_, size, original, [width, height]) =>
		expect(productSize(size, original)).toEqual({ width, height })
	);

	test('what its format holds', () =>
		expect(productSize({ by: 'original' }, { width: 32_766, height: 100 }, 16_383)).toEqual({
			width: 16_383,
			height: 50
		}));

	const side = fc.integer({ min: 1, max: 65_000 });
	const rules = fc.oneof(
		fc.constant<ProductSize>({ by: 'original' }),
		fc.record({ by: fc.constant('edge' as const), edge: fc.integer({ min: 16, max: 65_000 }) }),
		fc.record({
			by: fc.constant('box' as const),
			width: fc.integer({ min: 16 }),
			height: fc.integer({ min: 16 })
		}),
		fc.record({
			by: fc.constant('megapixels' as const),
			megapixels: fc.double({ min: 0.01, max: 1000, noNaN: true })
		}),
		fc.record({ by: fc.constant('percent' as const), percent: fc.double({ min: 1, max: 100, noNaN: true }) })
	);
	test('never more than the original, and never nothing', () =>
		fc.assert(
			fc.property(rules, side, side, (size, width, height) => {
				const made = productSize(size, { width, height });
				expect(made.width).toBeLessThanOrEqual(width);
				expect(made.height).toBeLessThanOrEqual(height);
				expect(Math.min(made.width, made.height)).toBeGreaterThanOrEqual(1);
			})
		));
});

const web = presetSettings('web');

describe('a product is refused', () => {
	test.each<[string, object]>([
		['without a name', { name: '  ', settings: web }],
		['with a name of two pages', { name: 'x'.repeat(81), settings: web }],
		['of no size', { name: 'Web', settings: { ...web, size: { by: 'edge', edge: 0 } } }],
		[
			'larger than the original',
			{ name: 'Web', settings: { ...web, size: { by: 'percent', percent: 200 } } }
		],
		['in an unknown size', { name: 'Web', settings: { ...web, size: { by: 'feet', feet: 3 } } }],
		['of quality 0', { name: 'Web', settings: { ...web, quality: 0 } }],
		['as GIF', { name: 'Web', settings: { ...web, format: 'gif' } }],
		['with an unknown field in its name', { name: 'Web', settings: { ...web, name: '{camera}' } }],
		['with a lonely brace in its name', { name: 'Web', settings: { ...web, name: 'a{b' } }],
		['with a sequence in its caption', { name: 'Web', settings: { ...web, caption: '{seq}' } }],
		['with settings that nobody knows', { name: 'Web', settings: { ...web, border: 3 } }]
	])('%s', (_, input) => expect(v.safeParse(CreateProduct, input).success).toBe(false));

	test.each(PRODUCT_PRESETS)('never as the preset %s', (preset) =>
		expect(v.parse(ProductSettings, presetSettings(preset))).toEqual(presetSettings(preset))
	);
});

describe('a name is', () => {
	const facts = {
		name: 'DSC_0042.NEF',
		seq: 7,
		gallery: 'Autumn / Winter',
		client: 'Cleo',
		product: 'Web',
		takenAt: Date.UTC(2026, 4, 1, 9),
		size: { width: 2048, height: 1365 }
	};
	test.each([
		['', 'DSC_0042'],
		['{name}', 'DSC_0042'],
		['{seq}', '7'],
		['{seq:4}_{name}', '0007_DSC_0042'],
		['{gallery} {client}', 'Autumn _ Winter Cleo'],
		['{date} {year} {month} {day}', '2026-05-01 2026 05 01'],
		['{name}-{width}x{height}-{product}', 'DSC_0042-2048x1365-Web'],
		['../{name}', '.._DSC_0042'],
		['   ', 'DSC_0042']
	])('%j: %s', (template, expected) => expect(productStem(template, facts)).toBe(expected));

	test('without a date where none is known', () =>
		expect(productStem('{date}{name}', { ...facts, takenAt: null })).toBe('DSC_0042'));

	test.each([
		['{name:3}', ['{name:3}']],
		['{seq:3}', []],
		['{Name}', ['{', '}']],
		['{}', ['{', '}']]
	])('%s has the unknown fields %j', (template, expected) =>
		expect(unknownFields(template, ['name', 'seq'])).toEqual(expected)
	);
});

describe('"as original" is', () => {
	test.each([
		['jpeg', 'jpeg'],
		['png', 'png'],
		['tiff', 'tiff'],
		['webp', 'webp'],
		['avif', 'jpeg'],
		['heic', 'jpeg'],
		['toString', 'jpeg']
	])('of %s: %s', (kind, format) => expect(formatFor({ format: 'same' }, kind)).toBe(format));
});

describe('what decides the bytes', () => {
	const facts = {
		kind: 'jpeg',
		name: 'DSC_1',
		gallery: 'Autumn',
		studio: 'Ann Light',
		takenAt: Date.UTC(2025, 1)
	};
	const copyright = '© {year} {studio}';

	test('has its templates filled in', () =>
		expect(specOf({ ...web, copyright }, facts).copyright).toBe('© 2025 Ann Light'));

	test('knows no credits where no metadata is wanted', () =>
		expect(specOf({ ...web, copyright, metadata: 'none' }, facts).copyright).toBe(''));

	test('knows neither how the file is called nor a quality that says nothing', () => {
		expect(specOf({ ...web, name: '{seq}' }, facts)).toEqual(specOf(web, facts));
		const png = { ...web, format: 'png' } as const;
		expect(specOf({ ...png, quality: 10 }, facts)).toEqual(specOf({ ...png, quality: 90 }, facts));
	});
});

describe('a row offers', () => {
	const rights = { look: true, products: [{ product: 'web', states: ['FINAL' as const] }] };
	test.each([
		['this product in this state', rights, 'web', 'FINAL', true],
		['no other product', rights, 'print', 'FINAL', false],
		['no other state', rights, 'web', 'PROOF', false],
		['nothing to whoever does not look', { ...rights, look: false }, 'web', 'FINAL', false]
	] as const)('%s', (_, row, product, state, expected) =>
		expect(offersProduct(row, product, state)).toBe(expected)
	);

	test('nothing of a product that was taken away', () => {
		expect(withOffer(rights.products, 'web', [])).toEqual([]);
		expect(withOffer(rights.products, 'web', ['PROOF'])).toEqual([{ product: 'web', states: ['PROOF'] }]);
	});
});

test('an estimate grows with size and quality, and is exact about nothing', () => {
	const large = { width: 6000, height: 4000, kind: 'jpeg' };
	const at = (quality: number, picture = large) => estimatedBytes({ format: 'jpeg', quality }, picture);
	expect(at(90)).toBeGreaterThan(at(80));
	expect(at(85)).toBeGreaterThan(at(85, { ...large, width: 600 }));
	expect(at(85) / 24e6).toBeCloseTo(0.14, 2);
});
