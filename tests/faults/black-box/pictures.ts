import sharp from 'sharp';

/** A JPEG of 64 px, no two of the same bytes. */
export const tinyPicture = (n: number) =>
	sharp({
		create: { width: 64, height: 48, channels: 3, background: { r: n % 256, g: (n >> 8) % 256, b: n >> 16 } }
	})
		.jpeg()
		.toBuffer();
