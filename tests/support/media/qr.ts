import jsQR from 'jsqr';
import sharp from 'sharp';

/** What a phone reads from this picture of a QR code. */
export async function scanned(image: Buffer) {
	const { data, info } = await sharp(image)
		.resize({ width: 600, kernel: 'nearest' })
		.ensureAlpha()
		.raw()
		.toBuffer({ resolveWithObject: true });
	return jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data;
}
