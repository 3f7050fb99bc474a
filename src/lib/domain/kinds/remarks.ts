/** What the studio is told of a file that is kept or shown although not all is well; `studio:remark.<code>`. */
export const remarks = [
	/** The rules of the format are broken, the picture is whole. */
	'slips',
	/** The last bytes are missing, the picture is whole. */
	'no-end',
	'strip-missing',
	'corrupt',
	/** Shown by the picture that the camera put into the RAW, whose own data end too early. */
	'raw-cut',
	/** Shown by a small picture inside the file. */
	'small-preview',
	/** Kept without a picture. */
	'too-many-pixels',
	'too-much-memory',
	'unsupported',
	'unreadable'
] as const;
export type Remark = (typeof remarks)[number];

/** Pixels are wrong or missing: fit to be looked at, not to replace a picture that is whole. */
export const lostPixels = (remark: Remark | null) => remark === 'strip-missing' || remark === 'corrupt';
